internal import Crossbars

/// What a layer's errors may be for any input vector, once they are known for some.
///
/// Most of a model's error follows the signal: wires and bent cells take more of every output than the model
/// says, or less, in proportion to the output, to what all rows draw together, and to the product of the two,
/// as lines lose what all draw from what one has. So the error of an output is a sum of load, output, load · output and
/// load², with coefficients of every column by least squares, and of what is left. Columns have few
/// vectors: their coefficients are drawn to those of all columns, as if a few vectors more had these. What is left is
/// resampled: whole vectors, of the few that an image gets its errors from the one with the nearest load.
///
/// A field belongs to one injection, and its coefficients to a bootstrap sample of the images that were
/// looked at: what is not known of them is in the spread over injections.
struct ErrorField: Sendable {
  /// What the error of an output follows, and the factors on it.
  private typealias Signal = SIMD4<Double>

  /// What is left of the error of one input vector.
  struct Remainder: Sendable {
    /// The sum of the magnitudes of its inputs.
    let load: Float
    /// What the signal does not tell of the errors, in steps.
    let errors: [Float]
  }

  /// How many vectors more the coefficients of all columns count as.
  private static let prior = 4.0

  /// What the error of an output follows.
  private static func signal(_ load: Double, _ output: Double) -> Signal {
    Signal(load, output, load * output, load * load)
  }

  /// For each group that is looked at those of its columns.
  private let coefficients: [[Signal]]
  /// The largest load that was seen; loads are parts of it.
  private let largestLoad: Double
  /// Image by image, group by group of those that are looked at.
  private let remainders: [[[Remainder]]]
  private let places: [Int]
  private let scales: [[Float]]

  /// Fits what follows the signal.
  ///
  /// - Parameters:
  ///   - errors: The errors of a layer; of at least one image.
  ///   - generator: The source of chance.
  init(_ errors: OutputErrors, using generator: inout SeededGenerator) {
    let count = errors.images.count
    let drawn = (0..<count).map { _ in generator.integer(below: count) }
    let loads = errors.images.flatMap { $0.flatMap { $0.map(\.load) } }
    let unit = max(Double(loads.max() ?? 0), .leastNormalMagnitude)
    var moments = errors.groups.map { group in
      [Moments](repeating: Moments(), count: errors.scales[group].count)
    }
    var vectors = 0.0
    for image in drawn {
      for (place, group) in errors.images[image].enumerated() {
        for vector in group {
          vectors += 1
          for output in vector.errors.indices {
            moments[place][output].add(
              Self.signal(Double(vector.load) / unit, Double(vector.outputs[output])),
              Double(vector.errors[output]))
          }
        }
      }
    }
    let all = moments.joined().reduce(into: Moments()) { $0.add($1, 1) }
    let pooled = all.coefficients
    // Of one column on the average, and of one vector.
    let columns = Double(moments.reduce(0) { $0 + $1.count })
    let ofGroup = vectors / Double(max(errors.groups.count, 1))
    let weight = Self.prior / max(columns * ofGroup, 1)
    let expected = all.giving(pooled)
    let found = moments.map { columns in
      columns.map { column -> Signal in
        var drawn = column
        drawn.add(expected, weight)
        return drawn.coefficients
      }
    }
    coefficients = found
    largestLoad = unit
    places = errors.places
    scales = errors.scales
    // A fit takes of the errors of its own vectors what its freedom is worth.
    let freedom = 4 * ofGroup / (ofGroup + 2 * Self.prior)
    let widening = Float((ofGroup / max(ofGroup - freedom, ofGroup / 4, 1e-9)).squareRoot())
    remainders = errors.images.map { image in
      image.enumerated().map { place, vectors in
        vectors.map { vector in
          Remainder(
            load: vector.load,
            errors: vector.errors.indices.map { output in
              let signal = Self.signal(
                Double(vector.load) / unit, Double(vector.outputs[output]))
              let told = (found[place][output] * signal).sum()
              return widening * Float(Double(vector.errors[output]) - told)
            })
        }
      }
    }
  }

  /// Sums over vectors: of the products of what errors follow, and with the errors.
  private struct Moments {
    private var rows = [Signal](repeating: .zero, count: Signal.scalarCount)
    private var errors = Signal.zero

    mutating func add(_ signal: Signal, _ error: Double) {
      for row in rows.indices { rows[row] += signal[row] * signal }
      errors += error * signal
    }

    mutating func add(_ other: Moments, _ weight: Double) {
      for row in rows.indices { rows[row] += weight * other.rows[row] }
      errors += weight * other.errors
    }

    /// The same signals with the errors that some coefficients give.
    func giving(_ coefficients: Signal) -> Moments {
      var other = self
      for row in rows.indices { other.errors[row] = (rows[row] * coefficients).sum() }
      return other
    }

    /// The coefficients of least squares; 0 for a signal that others tell already.
    var coefficients: Signal {
      // Gauss and Jordan's elimination of the normal equations, the largest diagonal first.
      var (matrix, right) = (rows, errors)
      let sizes = rows.indices.map { rows[$0][$0] }
      var left = Set(rows.indices)
      var taken: [Int] = []
      while let pivot = left.max(by: {
        (relative(matrix, $0, sizes), $1) < (relative(matrix, $1, sizes), $0)
      }), relative(matrix, pivot, sizes) > 1e-6 {
        left.remove(pivot)
        taken.append(pivot)
        let scale = matrix[pivot][pivot]
        matrix[pivot] /= scale
        right[pivot] /= scale
        for row in matrix.indices where row != pivot {
          let factor = matrix[row][pivot]
          matrix[row] -= factor * matrix[pivot]
          right[row] -= factor * right[pivot]
        }
      }
      var found = Signal.zero
      for place in taken { found[place] = right[place] }
      return found
    }

    /// What is left of a diagonal element, of what it was.
    private func relative(_ matrix: [Signal], _ place: Int, _ sizes: [Double]) -> Double {
      sizes[place] > 0 ? matrix[place][place] / sizes[place] : 0
    }
  }

  /// The number of images that were looked at.
  var imageCount: Int { remainders.count }

  /// What is left of the errors of an image's vectors in a group.
  func remainders(ofImage image: Int, group: Int) -> [Remainder] {
    remainders[image][places[group]]
  }

  /// Adds errors to the outputs of a vector.
  ///
  /// - Parameters:
  ///   - load: The sum of the magnitudes of its inputs.
  ///   - remainder: What the signal does not tell; nil for nothing.
  ///   - group: The group.
  ///   - outputs: The outputs.
  func add(
    _ load: Float, _ remainder: Remainder?, group: Int, to outputs: inout ArraySlice<Float>
  ) {
    let (own, scales) = (coefficients[places[group]], scales[group])
    let first = outputs.startIndex
    let part = Double(load) / largestLoad
    for output in scales.indices where scales[output] != 0 {
      let steps = Double(outputs[first + output]) / Double(scales[output])
      let told = (own[output] * Self.signal(part, steps)).sum()
      let error = told + Double(remainder?.errors[output] ?? 0)
      outputs[first + output] += scales[output] * Float(error)
    }
  }
}
