class Error(Exception):
    pass


class NameNotFound(Error):
    pass


class DependencyNotInstalled(Error):
    pass
