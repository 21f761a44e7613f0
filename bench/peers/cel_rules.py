"""The rules as one CEL expression, ordered so that it has the least to evaluate."""

from bench.peers.given import NATIONAL_NOTICE, PROVINCIAL_NOTICE

EXPRESSION = f"""
treatment == "access_type"
  ? (!hrss_organised ? "not_governed"
     : exam_held ? "certificate_if_passed"
     : suspended ? "wait_for_notice"
     : "continue")
  : (route == "competition"
     ? !competition_in_plan
     : announced_on >= {NATIONAL_NOTICE} && registration_accepted_on >= {NATIONAL_NOTICE})
  ? "refund"
  : exam_held ? "certificate_if_passed"
  : registered_on < {PROVINCIAL_NOTICE} ? "choose_continue_or_refund"
  : suspended ? "wait_for_notice"
  : "continue"
"""
