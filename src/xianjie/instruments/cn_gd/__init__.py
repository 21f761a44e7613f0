"""Guangdong, by its notice 粤人社函〔2020〕252号, laid over the national one."""
