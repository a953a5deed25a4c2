"""Errors of search.

CouncilPapersError
└── SearchError              a search could not be made
    ├── ModelError           the embedding model is absent, damaged or not the one the index was built with
    └── IndexBuildError      an index could not be built, verified or published
"""

from ingest.errors import CouncilPapersError


class SearchError(CouncilPapersError):
    """A search could not be made."""


class ModelError(SearchError):
    """The embedding model is absent, damaged, or not the one the index was built with."""


class IndexBuildError(SearchError):
    """An index could not be built, verified or published."""
