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
    /// The mean square of the errors over that of the mean column current at full drive.
    var driveSquare = 0.0
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
  ///   - stated: What the model states of loads, of full drive.
  ///   - threads: How many threads share the arrays.
  /// - Returns: What was found.
  /// - Throws: Whatever keeps model or solver from programming or reading an array.
  package func run(
    _ count: Int, model: any CrossbarModel, tolerance: Double?, stated: [LoadKind: Double] = [:],
    threads: Int
  ) throws -> CurrentAudit.Layer {
    let drawn = drawn(count)
    let comparisons = try concurrentMap(drawn.arrays.count, threads: threads) { index in
      try compare(drawn.arrays[index], model: model)
    }.flatMap(\.self)
    var all = RelativeError()
    var steps: RelativeError?
    for comparison in comparisons {
      all += comparison.currents
      guard let errors = comparison.steps else { continue }
      steps = (steps ?? RelativeError()).adding(errors)
    }
    let own = comparisons.map(\.currents.relativeRMSE).sorted()
    let conversions = comparisons.reduce(0) { $0 + $1.conversions }
    let changed = comparisons.reduce(0) { $0 + $1.changed }
    let loads = loads(of: drawn, comparisons, stated: stated)
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
      }, ofFullDrive: Self.drive(of: comparisons), loads: loads,
      isBeyond: CurrentAudit.isBeyond(all.relativeRMSE, tolerance: tolerance, loads: loads))
  }

  /// The reads of an audit, the same whenever they are drawn.
  private func drawn(_ count: Int) -> AuditedReads {
    // A stream of its own for every layer, far from those that program arrays and resample images.
    var generator = SeededGenerator(
      seed: instance.seed, stream: .max - 1, UInt64(layer.prepared.matrix.index))
    return AuditedReads(count, of: traffic, in: fabrication, using: &generator)
  }

  /// The root mean square of errors of full drive; 0 of none.
  private static func drive(of comparisons: some Collection<Comparison>) -> Double {
    let squares = comparisons.reduce(0) { $0 + $1.driveSquare }
    return (squares / Double(max(comparisons.count, 1))).squareRoot()
  }

  /// The reads by their kind of load, most of them first.
  private func loads(
    of drawn: AuditedReads, _ comparisons: [Comparison], stated: [LoadKind: Double]
  ) -> [CurrentAudit.Load] {
    let voltages = drawn.arrays.flatMap { own -> [[Double]] in
      let voltages = self.voltages(of: own)
      return (0..<voltages.rows).map(voltages.row)
    }
    guard !voltages.isEmpty else { return [] }
    // Whether rows have few levels is told from all reads together.
    let kinds = LoadComposition.kinds(
      of: Matrix(voltages), voltage: layer.prepared.technology.read.voltage)
    let places = Dictionary(grouping: kinds.indices) { kinds[$0] }
    let names = LoadKind.allCases.map(Optional.some) + [nil]
    return names.enumerated().compactMap { order, kind in
      places[kind].map { (order, kind, $0.map { comparisons[$0] }) }
    }.sorted { ($1.2.count, $0.0) < ($0.2.count, $1.0) }.map { _, kind, own in
      var currents = RelativeError()
      var steps: RelativeError?
      for comparison in own {
        currents += comparison.currents
        guard let errors = comparison.steps else { continue }
        steps = (steps ?? RelativeError()).adding(errors)
      }
      let conversions = own.reduce(0) { $0 + $1.conversions }
      return CurrentAudit.Load(
        load: kind?.rawValue ?? LoadStatement.bothSigns, reads: own.count,
        relativeError: currents.relativeRMSE, ofFullDrive: Self.drive(of: own),
        errorLsb: steps.map {
          conversions > 0 ? ($0.squaredError / Double(conversions)).squareRoot() : 0
        }, stated: kind.flatMap { stated[$0] })
    }
  }

  /// Some of the reads of an audit with what the model and the nodal solver give, for a third opinion.
  ///
  /// - Parameters:
  ///   - wanted: How many, at even distances.
  ///   - count: How many reads the audit has.
  ///   - model: What is audited.
  ///   - threads: How many threads share the arrays.
  /// - Returns: The reads, array by array.
  /// - Throws: Whatever keeps model or solver from programming or reading an array.
  func subjects(
    _ wanted: Int, of count: Int, model: any CrossbarModel, threads: Int
  ) throws -> [AuditedArray] {
    let drawn = drawn(count)
    let total = drawn.arrays.reduce(0) { $0 + $1.reads.count }
    let kept = Set((0..<min(wanted, total)).map { $0 * total / min(wanted, total) })
    var place = 0
    let parts = drawn.arrays.compactMap { own -> AuditedReads.OfArray? in
      let reads = own.reads.enumerated().filter { kept.contains(place + $0.offset) }
      place += own.reads.count
      return reads.isEmpty
        ? nil
        : AuditedReads.OfArray(array: own.array, group: own.group, reads: reads.map(\.element))
    }
    return try concurrentMap(parts.count, threads: threads) { index in
      let own = parts[index]
      let part = fabrication.part(ofGroup: own.group, inArray: own.array)
      let readings = try readings(own, ofArray: own.array, part, model: model)
      return AuditedArray(
        layer: layer.prepared.matrix.name, array: own.array,
        crossbar: fabrication.repeatedReads(own.array, in: instance).crossbar,
        voltages: voltages(of: own),
        columns: part.blocks.flatMap { $0.places + [$0.reference].compactMap(\.self) },
        found: readings.found.currents, exact: readings.exact.currents)
    }
  }

  /// The row voltages of the reads of a group in an array, in volts; *reads × rows of the array*.
  private func voltages(of drawn: AuditedReads.OfArray) -> Matrix {
    traffic.voltages(
      drawn.reads, group: drawn.group, rows: fabrication.rows(ofArray: drawn.array),
      firstRow: fabrication.part(ofGroup: drawn.group, inArray: drawn.array).firstRow,
      extent: layer.prepared.mapping.tile.rows)
  }

  /// Compares the reads of one group in one array.
  private func compare(
    _ drawn: AuditedReads.OfArray, model: any CrossbarModel
  ) throws -> [Comparison] {
    let place = fabrication.places[drawn.array]
    let part = fabrication.part(ofGroup: drawn.group, inArray: drawn.array)
    let own = try readings(drawn, ofArray: drawn.array, part, model: model)
    // One converter reads the difference of a pair, whose arrays stand beside each other.
    let other =
      try isPair
      ? readings(
        drawn, ofArray: drawn.array + (place.polarity == .positive ? 1 : -1), part, model: model)
      : nil
    let columns = part.blocks.flatMap { zip($0.places, $0.columns) }
    let references = part.blocks.compactMap(\.reference)
    let used = columns.map { $0.0 } + references
    let grid = layer.prepared.grid
    let section = ColumnConverters.Place(
      slice: place.slice, kind: isPair ? 0 : place.polarity.rawValue, rowTile: place.rowTile,
      columnTile: place.columnTile, group: drawn.group)
    let firstReference =
      layer.prepared.matrix.outputs
      + grid.columnRanges.indices.prefix(place.columnTile).reduce(0) {
        $0 + fabrication.blockCount($1, ofGroup: drawn.group)
      }
    // The mean of the columns in use, as models state their errors.
    let full = used.reduce(0.0) { $0 + own.fullDrive[$1].magnitude } / Double(max(used.count, 1))
    return drawn.reads.indices.map { index in
      var comparison = Comparison()
      let found = own.found.currents.row(index)
      let exact = own.exact.currents.row(index)
      comparison.currents = RelativeError(
        of: used.map { found[$0] }, against: used.map { exact[$0] })
      if full > 0 {
        comparison.driveSquare =
          comparison.currents.squaredError / Double(used.count) / (full * full)
      }
      switch layer.conversion {
      case .counts: break
      case .ideal(let converters):
        guard layer.prepared.mapping.outputs.resolution > 0 else { return comparison }
        var errors = RelativeError()
        /// Compares the conversion of one column, or of a difference.
        func compare(_ found: Double, _ exact: Double, column: Int) {
          var place = section
          (place.stream, place.column) = (drawn.reads[index].stream, column)
          guard let converter = converters[place] else { return }
          let ampere = Double(converter.step) * layer.prepared.scale.current
          errors.add(found / ampere, reference: exact / ampere)
          comparison.conversions += 1
          if converter.code(of: found / ampere) != converter.code(of: exact / ampere) {
            comparison.changed += 1
          }
        }
        let sign = place.polarity == .negative && isPair ? -1.0 : 1
        let isDifference = layer.prepared.mapping.outputs.reads == .difference
        for (number, block) in part.blocks.enumerated() {
          for (place, column) in zip(block.places, block.columns) {
            if let other {
              compare(
                sign * (found[place] - other.found.currents[index, place]),
                sign * (exact[place] - other.exact.currents[index, place]), column: column)
            } else if isDifference, let reference = block.reference {
              compare(
                found[place] - found[reference], exact[place] - exact[reference], column: column)
            } else {
              compare(found[place], exact[place], column: column)
            }
          }
          if !isDifference, let reference = block.reference {
            compare(found[reference], exact[reference], column: firstReference + number)
          }
        }
        comparison.steps = errors
      case .circuit(let decoding):
        guard let foundCodes = own.found.outputs?.codes, let exactCodes = own.exact.outputs?.codes
        else { return comparison }
        let ampere = decoding.step.magnitude * layer.prepared.scale.current
        comparison.steps = RelativeError(
          of: used.map { found[$0] / ampere }, against: used.map { exact[$0] / ampere })
        comparison.changed = used.count { foundCodes[index, $0] != exactCodes[index, $0] }
        comparison.conversions = used.count
      }
      return comparison
    }
  }

  /// Whether one converter reads the difference of two arrays.
  private var isPair: Bool {
    CellSlices(layer.prepared.mapping).polarities.count == 2 && layer.prepared.converterKinds == 1
  }

  /// The readings of an array by the model and by the nodal solver, up to the last column of the group, and
  /// its column currents with all rows at the read voltage.
  private func readings(
    _ drawn: AuditedReads.OfArray, ofArray array: Int, _ part: LayerFabrication.Part,
    model: any CrossbarModel
  ) throws -> (found: ArrayReading, exact: ArrayReading, fullDrive: [Double]) {
    let last = part.blocks.flatMap { $0.places + [$0.reference ?? 0] }.max() ?? 0
    let crossbar = fabrication.repeatedReads(array, in: instance).crossbar
    // The array of a pair's other polarity has the same rows.
    let voltages = voltages(of: drawn)
    let exact = try NodalSolver().program(crossbar)
    let full = Matrix(
      rows: 1, columns: voltages.columns, repeating: layer.prepared.technology.read.voltage)
    return (
      try model.program(crossbar, outputs: fabrication.used(array).columns)
        .reading(of: voltages, columns: last + 1),
      try exact.reading(of: voltages, columns: last + 1),
      try exact.reading(of: full, columns: last + 1).currents.row(0)
    )
  }
}

extension RelativeError {
  /// The errors of these numbers and others.
  fileprivate func adding(_ other: RelativeError) -> RelativeError {
    var sum = self
    sum += other
    return sum
  }
}
