package import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
package import Records

/// The comparison of a model's currents with exact ones on reads of one layer.
package struct LayerAudit {
  private let layer: CrossbarLayer
  private let fabrication: LayerFabrication
  private let traffic: LayerTraffic
  private let instance: LayerArrays.Instance

  /// Prepares an audit.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - traffic: What its arrays are read with.
  ///   - instance: The instance whose arrays are compared.
  package init(_ layer: CrossbarLayer, traffic: LayerTraffic, instance: LayerArrays.Instance) {
    self.layer = layer
    self.traffic = traffic
    self.instance = instance
    fabrication = layer.prepared.fabrication
  }

  /// The errors of one read, in amperes and in steps of the converters.
  private struct Comparison: Sendable {
    var currents = RelativeError()
    /// Nil without converters.
    var steps: RelativeError?
    var conversions = 0
    var changed = 0
  }

  /// Compares some reads.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - model: What is audited.
  ///   - tolerance: The tolerance it was taken for; nil for none.
  ///   - threads: How many threads share the arrays.
  /// - Returns: What was found.
  /// - Throws: Whatever keeps model or solver from programming or reading an array.
  package func run(
    _ count: Int, model: any CrossbarModel, tolerance: Double?, threads: Int
  ) throws -> CurrentAudit.Layer {
    // A stream of its own for every layer, far from those that program arrays and resample images.
    var generator = SeededGenerator(
      seed: instance.seed, stream: .max - 1, UInt64(layer.prepared.matrix.index))
    let drawn = AuditedReads(count, of: traffic, in: fabrication, using: &generator)
    let comparisons = try concurrentMap(drawn.arrays.count, threads: threads) { index in
      try compare(drawn.arrays[index], model: model)
    }.flatMap(\.self)
    var all = RelativeError()
    var steps: RelativeError?
    for comparison in comparisons {
      all += comparison.currents
      guard let errors = comparison.steps else { continue }
      var sum = steps ?? RelativeError()
      sum += errors
      steps = sum
    }
    let own = comparisons.map(\.currents.relativeRMSE).sorted()
    let conversions = comparisons.reduce(0) { $0 + $1.conversions }
    let changed = comparisons.reduce(0) { $0 + $1.changed }
    return CurrentAudit.Layer(
      name: layer.prepared.matrix.name, reads: comparisons.count, arrays: drawn.arrays.count,
      relativeError: all.relativeRMSE, medianReadError: own.isEmpty ? 0 : own[own.count / 2],
      worstReadError: own.last ?? 0,
      readsBeyond: tolerance.map { tolerance in own.count { !($0 <= tolerance) } },
      errorLsb: steps.map { steps in
        conversions > 0 ? (steps.squaredError / Double(conversions)).squareRoot() : 0
      },
      worstErrorLsb: steps?.worst,
      changedCodes: steps.map { _ in
        conversions > 0 ? Double(changed) / Double(conversions) : 0
      },
      isBeyond: CurrentAudit.isBeyond(all.relativeRMSE, tolerance: tolerance))
  }

  /// Compares the reads of one array.
  private func compare(
    _ drawn: AuditedReads.OfArray, model: any CrossbarModel
  ) throws -> [Comparison] {
    let place = fabrication.places[drawn.array]
    let own = try readings(drawn, ofArray: drawn.array, model: model)
    // One converter reads the difference of a pair, whose arrays stand beside each other.
    let other =
      try isPair
      ? readings(
        drawn, ofArray: drawn.array + (place.polarity == .positive ? 1 : -1), model: model) : nil
    return drawn.reads.indices.map { index in
      var comparison = Comparison()
      let found = own.found.currents.row(index)
      let exact = own.exact.currents.row(index)
      comparison.currents = RelativeError(of: found, against: exact)
      switch layer.conversion {
      case .ideal(let converters):
        let converterPlace = ColumnConverters.Place(
          stream: drawn.reads[index].stream, slice: place.slice,
          kind: isPair ? 0 : place.polarity.rawValue, rowTile: place.rowTile,
          columnTile: place.columnTile)
        guard let converter = converters[converterPlace] else { return comparison }
        let ampere = Double(converter.step) * layer.prepared.scale.current
        let sign = place.polarity == .negative && isPair ? -1.0 : 1
        func steps(_ own: some Collection<Double>, _ other: (some Collection<Double>)?) -> [Double]
        {
          guard let other else { return own.map { $0 / ampere } }
          return zip(own, other).map { sign * ($0 - $1) / ampere }
        }
        let foundSteps = steps(found, other?.found.currents.row(index))
        let exactSteps = steps(exact, other?.exact.currents.row(index))
        comparison.steps = RelativeError(of: foundSteps, against: exactSteps)
        comparison.changed = zip(foundSteps, exactSteps).count {
          converter.code(of: $0) != converter.code(of: $1)
        }
      case .circuit(let decoding):
        guard let foundCodes = own.found.outputs?.codes, let exactCodes = own.exact.outputs?.codes
        else { return comparison }
        let ampere = decoding.step.magnitude * layer.prepared.scale.current
        comparison.steps = RelativeError(
          of: found.map { $0 / ampere }, against: exact.map { $0 / ampere })
        comparison.changed = zip(foundCodes.row(index), exactCodes.row(index)).count { $0 != $1 }
      }
      comparison.conversions = found.count
      return comparison
    }
  }

  /// Whether one converter reads the difference of two arrays.
  private var isPair: Bool {
    CellSlices(layer.prepared.mapping).polarities.count == 2 && layer.prepared.converterKinds == 1
  }

  /// The readings of an array by the model and by the nodal solver, of the columns in use.
  private func readings(
    _ drawn: AuditedReads.OfArray, ofArray array: Int, model: any CrossbarModel
  ) throws -> (found: ArrayReading, exact: ArrayReading) {
    let columns = fabrication.columns(ofArray: array).count
    let crossbar = fabrication.repeatedReads(array, in: instance).crossbar
    let voltages = traffic.voltages(
      drawn.reads, group: fabrication.places[array].group, rows: fabrication.rows(ofArray: array),
      extent: layer.prepared.mapping.tile.rows)
    return (
      try model.program(crossbar).reading(of: voltages, columns: columns),
      try NodalSolver().program(crossbar).reading(of: voltages, columns: columns)
    )
  }
}

extension Converter {
  /// The code of a value.
  ///
  /// - Parameter quotient: The value over ``step``.
  /// - Returns: The nearest code, ties to even, within the limits.
  fileprivate func code(of quotient: Double) -> Double {
    min(max(quotient.rounded(.toNearestOrEven), Double(lowest)), Double(highest))
  }
}
