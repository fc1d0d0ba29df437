"""Pages of the appraisal: queues and rows, settlement, register data, progress."""
