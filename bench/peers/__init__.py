"""Other engines on the same rules. Each may be absent; then it is named with the reason."""

from importlib import import_module, metadata

from bench.contender import Contender, Missing
from xianjie.text import Text

_MODULES = {
    "zen-engine": "bench.peers.gorules",
    "common-expression-language": "bench.peers.cel_rust",
    "cel-python": "bench.peers.cel_python",
}


def peers() -> tuple[list[Contender], list[Missing]]:
    """Those that can take part, and those whose package is not installed."""
    present: list[Contender] = []
    absent: list[Missing] = []
    for package, module in _MODULES.items():
        try:
            present += import_module(module).contenders(metadata.version(package))
        except ImportError as error:
            reason = Text(f"没有安装（{error}）", f"not installed ({error})")
            absent.append(Missing(Text(package, package), reason))
    return present, absent
