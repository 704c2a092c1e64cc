/// One of two numbers at each place, as a third says.
struct Selection: Kernel {
  /// For each of condition, first and second where the number of a place of the result stands.
  let places: [[Int32]]

  var work: Int { places[0].count }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    for place in places[0].indices {
      let taken = sources[0][Int(places[0][place])] != 0 ? 1 : 2
      target[place] = sources[taken][Int(places[taken][place])]
    }
  }

  func exact(_ operands: [[Int]]) -> [Int]? {
    places[0].indices.map { place in
      let taken = operands[0][Int(places[0][place])] != 0 ? 1 : 2
      return operands[taken][Int(places[taken][place])]
    }
  }

  func marks(_ operands: [[Bool]]) -> [Bool]? {
    places[0].indices.map { place in
      zip(operands, places).contains { marks, places in marks[Int(places[place])] }
    }
  }
}
