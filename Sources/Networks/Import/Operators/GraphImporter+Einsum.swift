/// `Einsum` of one or two operands, as products of matrices.
extension GraphImporter {
  mutating func summedProduct(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...2)
    let equation = (try node.attributes.text("equation") ?? "").filter { $0 != " " }
    let sides = equation.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard sides.count == 2, sides[1].first == ">", terms.count == node.inputs.count,
      (terms + [Array(sides[1].dropFirst())]).allSatisfy({ term in
        term.allSatisfy { $0.isLetter && $0.isASCII } && Set(term).count == term.count
      })
    else {
      throw node.refusal(
        "the equation \"\(equation)\"", accepted: "distinct letters, with a result, as in ij,jk->ik"
      )
    }
    let output = Array(sides[1].dropFirst())
    var extents: [Character: Int] = [:]
    for (index, term) in terms.enumerated() {
      let shape = try node.shape(index)
      try node.expect(ElementType.floatingPoint, input: index)
      guard term.count == shape.count,
        zip(term, shape).allSatisfy({ extents.updateValue($1, forKey: $0) ?? $1 == $1 })
      else {
        throw node.refusal("the equation \"\(equation)\"", accepted: "a letter for each axis")
      }
    }
    guard output.allSatisfy({ extents[$0] != nil }) else {
      throw node.refusal("the equation \"\(equation)\"", accepted: "a result of known letters")
    }
    var values: [(GraphValue, [Character])] = []
    for (index, term) in terms.enumerated() {
      // Letters that stand in one operand alone are summed there.
      let kept = term.filter { letter in
        output.contains(letter)
          || terms.enumerated().contains { $0 != index && $1.contains(letter) }
      }
      var value = try node.value(index)
      if kept.count < term.count {
        value = try reduced(
          value, over: term.indices.filter { !kept.contains(term[$0]) }, by: .sum,
          keepsAxes: false, node)
      }
      values.append((value, kept))
    }
    guard values.count == 2 else {
      return try arranged(values[0].0, values[0].1, as: output, node)
    }
    let (left, right) = (values[0], values[1])
    let shared = left.1.filter { right.1.contains($0) }
    let outer = shared.filter(output.contains)
    let inner = shared.filter { !output.contains($0) }
    let rows = left.1.filter { !shared.contains($0) }
    let columns = right.1.filter { !shared.contains($0) }
    func joined(_ letters: [Character]) -> Int { letters.map { extents[$0] ?? 1 }.reduce(1, *) }
    let first = try arranged(left.0, left.1, as: outer + rows + inner, node)
    let second = try arranged(right.0, right.1, as: outer + inner + columns, node)
    func whole(_ value: GraphValue, _ count: Int) -> [Int] {
      Array(self.extents(of: value).prefix(count))
    }
    let isTransposed = terms[1] != inner + columns
    let part =
      isTransposed && terms[1] != columns + inner
      ? nil
      : LayerPlace.Part(operand: 1, shape: try node.shape(1), isTransposed: isTransposed)
    let product = try self.product(
      refilled(
        first,
        whole(first, outer.count)
          + [self.extents(of: first)[outer.count..<(outer.count + rows.count)].reduce(1, *)]
          + [joined(inner)], node),
      refilled(
        second,
        whole(second, outer.count) + [joined(inner)]
          + [self.extents(of: second)[(outer.count + inner.count)...].reduce(1, *)], node), part,
      node
    )
    let spread = try refilled(
      product,
      Array(self.extents(of: product).prefix(outer.count))
        + Array(self.extents(of: first)[outer.count..<(outer.count + rows.count)])
        + Array(self.extents(of: second)[(outer.count + inner.count)...]), node)
    return try arranged(spread, outer + rows + columns, as: output, node)
  }

  /// The axes of a value, named by letters, in the order of other letters.
  private mutating func arranged(
    _ value: GraphValue, _ letters: [Character], as wanted: [Character], _ node: NodeReader
  ) throws -> GraphValue {
    let order = wanted.compactMap(letters.firstIndex)
    guard order.count == letters.count, wanted.count == letters.count else {
      throw node.refusal("letters \(letters) as \(wanted)", accepted: "the same letters")
    }
    return order == Array(letters.indices) ? value : try transposed(value, order, node)
  }
}
