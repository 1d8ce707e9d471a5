"""The files of data are projects, not tests of this one."""

collect_ignore = ["data"]
