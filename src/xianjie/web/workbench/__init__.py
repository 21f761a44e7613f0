"""The workbench: pages for those who run exams, choices and refunds, each behind its verb."""
