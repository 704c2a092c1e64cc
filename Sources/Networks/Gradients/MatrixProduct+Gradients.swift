extension MatrixProduct {
  var hasGradients: Bool { true }

  func addGradients(_ sources: [Source], gradient: Source, into targets: [Target?]) {
    for (block, places) in blocks.enumerated() {
      let (left, right) = (Int(places.left) * rows * inner, Int(places.right) * inner * columns)
      for row in 0..<rows {
        let own = gradient + (block * rows + row) * columns
        for place in 0..<inner {
          let (from, to) = (left + row * inner + place, right + place * columns)
          if let target = targets[0] {
            var sum: Float = 0
            for column in 0..<columns { sum += own[column] * sources[1][to + column] }
            target[from] += sum
          }
          if let target = targets[1] {
            let number = sources[0][from]
            for column in 0..<columns { target[to + column] += number * own[column] }
          }
        }
      }
    }
  }
}
