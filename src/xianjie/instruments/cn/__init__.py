"""China, by the national notice 人社厅发〔2020〕80号."""
