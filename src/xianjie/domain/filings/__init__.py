"""The filing register (备案): who may certify skill levels, for what, where, from when to when."""
