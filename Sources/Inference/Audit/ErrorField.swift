internal import Crossbars

/// What a layer's errors may be for any input vector, once they are known for some.
///
/// Most of a model's error follows the signal: wires that take more than the model says take it of every
/// output, by a factor and by what all rows draw together. So the error of an output is
/// c · load + b · output + r, with b and c of every column by least squares. Columns have few vectors: their
/// coefficients are drawn to those of all columns, as if a few vectors more had these. What is left, r, is
/// resampled: whole vectors, of the few that an image gets its errors from the one with the nearest load.
///
/// A field belongs to one injection, and its coefficients to a bootstrap sample of the images that were
/// looked at: what is not known of them is in the spread over injections.
struct ErrorField: Sendable {
  /// What follows the signal in one column.
  private struct Coefficients: Sendable {
    var ofLoad: Float
    var ofOutput: Float
  }

  /// What is left of the error of one input vector.
  struct Remainder: Sendable {
    /// The sum of the magnitudes of its inputs.
    let load: Float
    /// What the signal does not tell of the errors, in steps.
    let errors: [Float]
  }

  /// How many vectors more the coefficients of all columns count as.
  private static let prior = 4.0

  /// For each group that is looked at those of its columns.
  private let coefficients: [[Coefficients]]
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
    var moments = errors.groups.map { group in
      [Moments](repeating: Moments(), count: errors.scales[group].count)
    }
    var all = Moments()
    var vectors = 0.0
    for image in drawn {
      for (place, group) in errors.images[image].enumerated() {
        for vector in group {
          vectors += 1
          for output in vector.errors.indices {
            moments[place][output].add(vector, output)
            all.add(vector, output)
          }
        }
      }
    }
    let pooled = all.coefficients(adding: Moments(), 0)
    // Of one column on the average, and of one vector.
    let columns = Double(moments.reduce(0) { $0 + $1.count })
    let ofGroup = vectors / Double(max(errors.groups.count, 1))
    let weight = all.count > 0 ? Self.prior / (columns * max(ofGroup, 1)) : 0
    let found = moments.map { columns in
      columns.map { column -> Coefficients in
        let own = column.coefficients(adding: all, weight, drawnTo: pooled)
        return Coefficients(ofLoad: Float(own.load), ofOutput: Float(own.output))
      }
    }
    coefficients = found
    places = errors.places
    scales = errors.scales
    // A fit takes of the errors of its own vectors what its freedom is worth.
    let freedom = 2 * ofGroup / (ofGroup + Self.prior)
    let widening = Float((ofGroup / max(ofGroup - freedom, ofGroup / 4, 1e-9)).squareRoot())
    remainders = errors.images.map { image in
      image.enumerated().map { place, vectors in
        vectors.map { vector in
          Remainder(
            load: vector.load,
            errors: vector.errors.indices.map { output in
              let own = found[place][output]
              return widening
                * (vector.errors[output] - own.ofLoad * vector.load
                  - own.ofOutput * vector.outputs[output])
            })
        }
      }
    }
  }

  /// Sums over vectors, and over the columns that they are added for.
  private struct Moments {
    var loadLoad = 0.0
    var loadOutput = 0.0
    var outputOutput = 0.0
    var loadError = 0.0
    var outputError = 0.0
    var count = 0.0

    mutating func add(_ vector: OutputErrors.Vector, _ output: Int) {
      let (load, value, error) = (
        Double(vector.load), Double(vector.outputs[output]), Double(vector.errors[output])
      )
      loadLoad += load * load
      loadOutput += load * value
      outputOutput += value * value
      loadError += load * error
      outputError += value * error
      count += 1
    }

    /// The coefficients of least squares, with others' moments added as if they had given coefficients.
    func coefficients(
      adding other: Moments, _ weight: Double,
      drawnTo pooled: (load: Double, output: Double) = (0, 0)
    ) -> (load: Double, output: Double) {
      let a = loadLoad + weight * other.loadLoad
      let b = loadOutput + weight * other.loadOutput
      let c = outputOutput + weight * other.outputOutput
      let x =
        loadError + weight * (other.loadLoad * pooled.load + other.loadOutput * pooled.output)
      let y =
        outputError + weight * (other.loadOutput * pooled.load + other.outputOutput * pooled.output)
      let determinant = a * c - b * b
      // Outputs that are all the same part of the load tell one coefficient alone.
      guard determinant > 1e-9 * a * c else {
        return c > 0 ? (0, y / c) : (a > 0 ? x / a : 0, 0)
      }
      return ((c * x - b * y) / determinant, (a * y - b * x) / determinant)
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
    for output in scales.indices {
      let step = scales[output] * (own[output].ofLoad * load + (remainder?.errors[output] ?? 0))
      outputs[first + output] += step + own[output].ofOutput * outputs[first + output]
    }
  }
}
