"""How an organisation answers one crisis: one replication on SimPy. This room is the only owner of simpy."""
