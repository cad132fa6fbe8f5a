"""A minimum-cost flow in whole numbers, solved to a proven optimum by OR-tools."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Network:
    """Arcs with a capacity and a cost for each unit; nodes are named by what they stand for, numbered as they come."""

    numbers: dict[object, int] = field(default_factory=dict)
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)

    def arc(self, tail: object, head: object, capacity: int, cost: int = 0) -> int:
        """Add an arc and return its number."""
        self.arcs.append((self._node(tail), self._node(head), capacity, cost))
        return len(self.arcs) - 1

    def cheapest(self, source: object, sink: object, amount: int) -> list[int]:
        """Return the flow on each arc that brings the amount from source to sink at the least cost.

        The same arcs in the same order give the same flow. Raises `RuntimeError` where no such flow is.
        """
        # Only where a round is assigned: a web worker that never does need not hold the solver.
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415

        solver = SimpleMinCostFlow()
        for arc in self.arcs:
            solver.add_arc_with_capacity_and_unit_cost(*arc)
        solver.set_node_supply(self._node(source), amount)
        solver.set_node_supply(self._node(sink), -amount)
        status = solver.solve()
        if status != solver.OPTIMAL:
            message = f"no flow of {amount}: {status}"
            raise RuntimeError(message)
        return [solver.flow(number) for number in range(len(self.arcs))]

    def _node(self, name: object) -> int:
        return self.numbers.setdefault(name, len(self.numbers))
