"""The OEE pages: report.py the report, why.py where a figure comes from."""
