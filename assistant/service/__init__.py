"""What pages and API share: readers, visitors, waiting, jobs, meetings and suggestions."""
