"""How text is read: words and stems, dates and periods, figures and units, sentences, what may safely be shown."""
