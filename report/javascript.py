"""Plain Python functions as JavaScript, so that the page computes by the engine's own code and has none of its own.

A small part of Python is known: functions of lists and numbers, assignments, loops over lists and `range`, conditions,
arithmetic. Numbers of both languages are IEEE 754 doubles; integers stay below 2^53. Everything else is refused.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import Final

_OPERATORS: Final[Mapping[type[ast.AST], str]] = MappingProxyType(
    {
        ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
        ast.Eq: "===", ast.NotEq: "!==", ast.Is: "===", ast.IsNot: "!==",
        ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
        ast.And: "&&", ast.Or: "||", ast.Not: "!", ast.USub: "-",
    }
)  # fmt: skip
_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType({"abs": "Math.abs", "max": "Math.max", "min": "Math.min"})
_METHODS: Final[Mapping[str, str]] = MappingProxyType({"append": "push", "pop": "pop"})
_CONSTANTS: Final = MappingProxyType({True: "true", False: "false", None: "null"})


class Untranslatable(Exception):  # noqa: N818 - what is wrong
    """A part of Python stands there that has no translation; the message says which, and in which line."""


def translated(module: ModuleType, constants: Mapping[str, float]) -> str:
    """Return a module's functions as one JavaScript object of functions; its imported numbers are given by name.

    Raises Untranslatable.
    """
    functions = [node for node in ast.parse(inspect.getsource(module)).body if _is_kept(node)]
    lines = [f"const {name} = {value!r};" for name, value in constants.items()]
    names = []
    for node in functions:
        if not isinstance(node, ast.FunctionDef):
            raise _refused(node, node)
        names.append(node.name)
        lines += _function(node)
    body = "\n".join(f"  {line}" for line in [*lines, f"return {{ {', '.join(names)} }};"])
    return f"(() => {{\n{body}\n}})()"


def _is_kept(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not is_text and not isinstance(node, ast.Import | ast.ImportFrom)


def _function(node: ast.FunctionDef) -> Iterator[str]:
    parameters = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
    yield f"function {node.name}({', '.join(parameters)}) {{"
    assigned = (one.target if isinstance(one, ast.AnnAssign) else one.targets[0] for one in ast.walk(node)
                if isinstance(one, ast.Assign | ast.AnnAssign))  # fmt: skip
    own = dict.fromkeys(one.id for one in assigned if isinstance(one, ast.Name) and one.id not in parameters)
    if own:
        yield f"  let {', '.join(own)};"
    yield from _block(node.body)
    yield "}"


def _block(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in body:
        if _is_kept(node):
            yield from (f"  {line}" for line in _statement(node))


def _statement(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
            yield f"{_text(target)} = {_text(value)};"
        case ast.AugAssign(target=target, op=operator, value=value):
            yield f"{_text(target)} {_operator(operator, node)}= {_text(value)};"
        case ast.Return(value=value):
            yield f"return {_text(value)};" if value else "return;"
        case ast.Expr(value=ast.Call() as call):
            yield f"{_text(call)};"
        case ast.While(test=test, body=body, orelse=[]):
            yield from _braced(f"while ({_text(test)})", body)
        case ast.If(test=test, body=body, orelse=orelse):
            yield from _braced(f"if ({_text(test)})", body)
            if orelse:
                yield from _braced("else", orelse)
        case ast.For(target=ast.Name(id=name), iter=values, body=body, orelse=[]):
            yield from _braced(_loop(name, values), body)
        case _:
            raise _refused(node, node)


def _braced(head: str, body: Sequence[ast.stmt]) -> Iterator[str]:
    yield f"{head} {{"
    yield from _block(body)
    yield "}"


def _loop(name: str, values: ast.expr) -> str:
    match values:
        case ast.Call(func=ast.Name(id="range"), args=[end]):
            return f"for (let {name} = 0; {name} < {_text(end)}; {name} += 1)"
        case _:
            return f"for (const {name} of {_text(values)})"


def _text(node: ast.expr) -> str:
    match node:
        case ast.Name(id=text):
            pass
        case ast.Constant(value=bool() | None as value):
            text = _CONSTANTS[value]
        case ast.Constant(value=int() | float() as value):
            text = repr(value)
        case ast.Attribute(value=value, attr=name):
            text = f"{_text(value)}.{name}"
        case ast.Subscript(value=value, slice=index):
            text = f"{_text(value)}[{_text(index)}]"
        case ast.List(elts=elements):
            text = f"[{', '.join(map(_text, elements))}]"
        case ast.Call(keywords=[]):
            text = _call(node)
        case _:
            text = _operation(node)
    return text


def _operation(node: ast.expr) -> str:
    match node:
        case ast.BinOp(left=left, op=operator, right=right):
            return f"({_text(left)} {_operator(operator, node)} {_text(right)})"
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return f"({_text(left)} {_operator(operator, node)} {_text(right)})"
        case ast.BoolOp(op=operator, values=values):
            return f"({f' {_operator(operator, node)} '.join(map(_text, values))})"
        case ast.UnaryOp(op=operator, operand=operand):
            return f"{_operator(operator, node)}({_text(operand)})"
        case _:
            raise _refused(node, node)


def _call(node: ast.Call) -> str:
    arguments = ", ".join(map(_text, node.args))
    match node.func:
        case ast.Name(id="len"):
            return f"{arguments}.length"
        case ast.Name(id=name):
            return f"{_FUNCTIONS.get(name, name)}({arguments})"
        case ast.Attribute(value=value, attr=name) if name in _METHODS:
            return f"{_text(value)}.{_METHODS[name]}({arguments})"
        case _:
            raise _refused(node, node)


def _operator(operator: ast.AST, where: ast.stmt | ast.expr) -> str:
    if type(operator) not in _OPERATORS:
        raise _refused(operator, where)
    return _OPERATORS[type(operator)]


def _refused(node: ast.AST, where: ast.stmt | ast.expr) -> Untranslatable:
    return Untranslatable(f"line {where.lineno}: {type(node).__name__} has no translation")
