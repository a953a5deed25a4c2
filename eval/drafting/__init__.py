"""Draft cases made from the papers of a library, for a person to check: nothing of it counts before somebody has approved it.

shelf     what drafts are made from: the library, what it lacks, and how a phrase is chosen
topics    what an item, a clause or a row is about, in the words of somebody who asks
meetings  questions on decisions, movers, votes, tasks and who was there, from the record of meetings
tables    questions on a cell, by its row, column and period
sentences questions on the figure, day or person that a sentence gives
draft     all of them, spread over the papers, each beside a partner that the papers do not answer or that supposes what is not so
"""
