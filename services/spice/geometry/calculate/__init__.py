"""Calculations: functions of a question over arrays of times, in a process that holds kernels."""
