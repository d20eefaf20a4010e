"""Who answers: people, calendars, desks, authority and approval chains. Data only; what they do is in `response`."""
