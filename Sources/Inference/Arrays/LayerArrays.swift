package import Crossbars
internal import LinearAlgebra
package import Records

/// One programmed instance of a layer's arrays, ready to be read.
package struct LayerArrays: Sendable {
  /// What is read at once: rows of the matrix that are driven together, of one slice and one polarity.
  struct Section: Sendable {
    /// The rows of the matrix.
    let rows: Range<Int>
    /// The row of the arrays that the first of them is.
    let firstRow: Int
    /// The slice; 0 holds the least significant bits.
    let slice: Int
    /// Which converters read it: 0 for differences and positive columns, 1 for negative columns.
    let converter: Int
    /// How to read it.
    let body: Body
    /// The number of values of one input vector: outputs, reference columns, and what pads them.
    let width: Int
    /// For each output the reference column whose code is subtracted, and the factor on it; empty
    /// where no converter reads a reference column.
    let corrections: [Correction]
    /// How its reads differ; nil if they are all alike.
    fileprivate(set) var noise: SectionNoise?
    /// The reference columns of its arrays.
    let references: [Reference]
  }

  /// A reference column, which holds one known weight in all its cells.
  struct Reference: Sendable {
    /// The columns of the matrix that it serves.
    let columns: Range<Int>
    /// What each of its cells should be, in steps.
    let wanted: Double
    /// What the rows of the section are to it, in steps; nil where its array has to be read.
    let elements: [Double]?
    /// The number of its array.
    let number: Int
    /// Its column there.
    let place: Int
    /// What reads the array.
    let array: any ProgrammedCrossbar
  }

  /// What a reference column takes away from an output.
  struct Correction: Sendable {
    /// The place of the reference column behind the outputs.
    let column: Int
    /// The factor on its code.
    let factor: Float
  }

  /// How a section is read.
  enum Body: Sendable {
    /// By one product; *rows × padded columns*, in steps. Reference columns follow the outputs.
    case product([Float])
    /// By one product without converters, with all that is subtracted; *rows × outputs*, in steps.
    case exact(Matrix)
    /// Array by array.
    case arrays([Reader])
    /// Array by array, through the converters of the circuit.
    case converted([Reader])
  }

  /// Columns of one array of a section, or of the pair whose difference is read.
  struct Reader: Sendable {
    /// The number of the array: readers of one array share its readings.
    let array: Int
    /// The columns of the matrix.
    let columns: Range<Int>
    /// The columns of the array that they are.
    let places: [Int]
    /// The array that adds.
    let positive: any ProgrammedCrossbar
    /// The array that subtracts before the converter, if pairs are read.
    let negative: (any ProgrammedCrossbar)?
    /// The reference column of the array, and the factor of each column on what it reads.
    let reference: (place: Int, factors: [Double])?
    /// What a digital sum subtracts from the cells of each column, in steps, where it does so with
    /// the currents themselves.
    let raises: [Double]?
  }

  /// Where the chance of an instance comes from.
  package struct Instance: Sendable {
    /// The seed that a user gave.
    package let seed: UInt64
    /// The number of the instance, from 0.
    package let trial: Int

    /// Creates the source of an instance.
    package init(seed: UInt64, trial: Int) {
      self.seed = seed
      self.trial = trial
    }
  }

  /// The sections of each group.
  let groups: [[Section]]
  /// For every array what wires and ends leave of each cell's conductance; empty where nobody wanted to know.
  private(set) var shares: [Matrix] = []

  /// The source of its chance; nil for arrays without any.
  let instance: Instance?

  private init(groups: [[Section]], instance: Instance?) {
    (self.groups, self.instance) = (groups, instance)
  }

  /// The same arrays with the read noise of others.
  ///
  /// - Parameter other: Arrays of the same layer, as another model reads them.
  /// - Returns: The arrays.
  func withNoise(of other: LayerArrays) -> LayerArrays {
    LayerArrays(
      groups: zip(groups, other.groups).map { own, others in
        zip(own, others).map { section, other in
          var section = section
          section.noise = other.noise
          return section
        }
      }, instance: instance)
  }

  /// What wires and ends do to the cells of an array while a network is trained.
  package enum Wires: Sendable {
    /// The model finds out, and nobody asks.
    case solved
    /// The model finds out, and what is left of every cell is kept.
    case kept
    /// Of every cell the part is left that was left of it in other arrays, whose conductances were about the same.
    case alike(LayerArrays)
  }

  /// Programs a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - weights: Its integers.
  ///   - mapping: How integers become cells.
  ///   - technology: The technology of the arrays.
  ///   - model: How the arrays are read.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - stored: The arrays, in the order of `LayerFabrication.places`; nil to fabricate them.
  ///   - isDouble: Whether matrices keep the digits of double precision, at the price of single reads.
  ///   - wires: What tells of the wires.
  ///   - threads: How many threads share the work.
  /// - Throws: Whatever keeps the model from programming an array.
  package init(
    _ layer: LayerMatrix, weights: IntegerWeights, mapping: Mapping, technology: Technology,
    model: any CrossbarModel, instance: Instance?, stored: [RepeatedReads]? = nil,
    isDouble: Bool = false, wires: Wires = .solved, threads: Int
  ) throws {
    self.instance = instance
    let fabrication = LayerFabrication(
      layer, weights: weights, mapping: mapping, technology: technology)
    let isGeneral = mapping.outputs.source == .technology || isDouble
    let step = CellStates(technology, sliceBits: mapping.sliceBits).step
    let found = try concurrentMap(fabrication.places.count, threads: threads) {
      index throws -> (array: SectionAssembly.Array, shares: Matrix?) in
      let reads = stored?[index] ?? fabrication.repeatedReads(index, in: instance)
      let used = fabrication.used(index)
      if case .alike(let other) = wires, !isGeneral, other.shares.indices.contains(index),
        reads.deviations == nil
      {
        let left = other.shares[index].cellwise(times: reads.crossbar.conductances)
        return ((.linear(left), nil), nil)
      }
      let programmed = try model.program(reads.crossbar, outputs: used.columns)
      let noise = try reads.deviations.map {
        try ArrayNoise(
          $0, of: reads.crossbar, read: programmed, rows: used.rows, columns: used.columns,
          step: step)
      }
      guard !isGeneral, let product = programmed.product else {
        return ((.general(programmed), noise), nil)
      }
      guard case .kept = wires else { return ((.linear(product), noise), nil) }
      return ((.linear(product), noise), product.shares(of: reads.crossbar.conductances))
    }
    shares = found.compactMap(\.shares)
    let assembly = SectionAssembly(
      layer, weights: weights, mapping: mapping, technology: technology,
      arrays: found.map(\.array),
      chance: instance.map { SectionNoise.Source($0, layer: layer.index) })
    groups = (0..<layer.groups).map(assembly.sections)
  }
}

extension Matrix {
  /// What is left of each cell's conductance; all of a cell that conducts nothing.
  fileprivate func shares(of conductances: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns) {
      conductances[$0, $1] == 0 ? 1 : self[$0, $1] / conductances[$0, $1]
    }
  }

  /// Every cell's conductance times what is left of it.
  fileprivate func cellwise(times conductances: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns) { self[$0, $1] * conductances[$0, $1] }
  }
}
