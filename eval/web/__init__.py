"""The pages for evaluators in the web app: labelling answers, and the history of runs."""
