"""The experiments of the evidence pages, a module a page: each has a function `page` that runs and tells them."""
