public import LinearAlgebra

extension Technology {
  /// Whether two arrays with the same wanted conductances differ, or differ from them.
  public var isVaried: Bool {
    variation.programming.distribution != .none || variation.isMoreThanProgramming
  }

  /// Makes an array, programs it and waits until it is read.
  ///
  /// In this order: the factor of the device and of its place; the error of programming; drift,
  /// relaxation or the spread at the time; faults; read noise. No step gives less than 0 S.
  /// Every kind of variation has a stream of chance of its own, so a technology with one kind more
  /// draws the same for the others.
  ///
  /// - Parameters:
  ///   - targets: The wanted conductances at zero volts, in siemens; *rows × columns*.
  ///   - time: The time of the read after programming, in seconds, one that
  ///     ``ArrayVariation/refusal(ofTime:)`` accepts; nil for that of the technology's read.
  ///   - chance: Which array, which programming of it and which read.
  ///   - deviates: Numbers from ``ProgrammingVariation/deviate(using:)``, *rows × columns*, if the
  ///     caller draws the programming errors; nil to draw them here.
  /// - Returns: The array and what was drawn for it.
  public func fabricate(
    targets: Matrix, time: Double? = nil, chance: InstanceChance, deviates: Matrix? = nil
  ) -> FabricatedArray {
    let time = time ?? read.time
    let age = time.map { $0 * (variation.aging?.acceleration(at: read.temperature) ?? 1) }
    let rows = targets.rows
    let columns = targets.columns
    if let deviates {
      precondition(
        deviates.rows == rows && deviates.columns == columns,
        "\(deviates.rows) × \(deviates.columns) deviates for \(rows) × \(columns) cells")
    }
    if let time, let age {
      let latest = variation.latestTime ?? .infinity
      precondition(age >= 0 && age <= latest, "an age of \(age) s, not from 0 to \(latest) s")
      if let flicker = variation.readNoise?.flicker {
        precondition(
          flicker.describes(time: time), "a read at \(time) s, of \(flicker.readTime) s itself")
      }
    }
    let factors = deviceFactors(rows: rows, columns: columns, chance: chance)
    var cells = targets.elements
    if let factors { for cell in cells.indices { cells[cell] *= factors.elements[cell] } }
    program(&cells, time: age, chance: chance, deviates: deviates?.elements)
    let programmed = cells
    if let age { self.age(&cells, targets: targets.elements, time: age, chance: chance) }
    var faults: Matrix?
    if let model = variation.faults {
      var generator = chance.generator(for: .faults)
      let drawn = model.draw(rows: rows, columns: columns, using: &generator)
      for cell in cells.indices where drawn.elements[cell] != 0 {
        cells[cell] =
          drawn.elements[cell] > 0
          ? model.onConductance ?? self.cell.onConductance
          : model.offConductance ?? self.cell.offConductance
      }
      faults = drawn
    }
    if let noise = variation.readNoise {
      var generator = chance.generator(for: .readNoise)
      let deviations = noise.deviations(
        of: cells, programmed: programmed, faults: faults, time: time)
      for cell in cells.indices {
        cells[cell] = max(0, cells[cell] + deviations[cell] * generator.normal())
      }
    }
    var deviations = variation.mismatch.deviations(
      rows: rows, columns: columns, ladderResistors: periphery.dac?.resistorCount ?? 0,
      pairs: periphery.pairCount(of: columns), converters: periphery.converterCount(of: columns),
      generator: chance.generator)
    if let adc = periphery.adc, adc.mismatch > 0 {
      var generator = chance.generator(for: .converters)
      deviations.converterMismatch = Matrix(
        (0..<periphery.converterCount(of: columns)).map { _ in adc.drawMismatch(using: &generator) }
      )
    }
    return FabricatedArray(
      crossbar: Crossbar(
        technology: self,
        conductances: Matrix(rows: rows, columns: columns, elements: cells),
        deviations: deviations),
      record: VariationRecord(
        chance: chance, time: time, targets: targets, deviceFactors: factors,
        programmed: Matrix(rows: rows, columns: columns, elements: programmed), faults: faults))
  }

  /// What the fabrication multiplies the conductances by; nil if it leaves them.
  private func deviceFactors(rows: Int, columns: Int, chance: InstanceChance) -> Matrix? {
    var factors: Matrix?
    if let devices = variation.devices {
      var generator = chance.generator(for: .devices)
      factors = Matrix(rows: rows, columns: columns) { _, _ in
        devices.factor(using: &generator)
      }
    }
    guard let spatial = variation.spatial else { return factors }
    var generator = chance.generator(for: .field)
    let field = spatial.factors(rows: rows, columns: columns, using: &generator)
    guard let devices = factors else { return field }
    return Matrix(rows: rows, columns: columns) { devices[$0, $1] * field[$0, $1] }
  }

  private func program(
    _ cells: inout [Double], time: Double?, chance: InstanceChance, deviates: [Double]?
  ) {
    let programming = variation.programming
    guard programming.distribution != .none else { return }
    var generator = chance.generator(for: .programming)
    for cell in cells.indices {
      let deviate = deviates?[cell] ?? programming.deviate(using: &generator)
      if let time, let sigma = programming.sigma, !variation.retention.isEmpty {
        cells[cell] = variation.retention.conductance(
          cells[cell], programmed: sigma, time: time, deviate: deviate)
      } else {
        cells[cell] = programming.conductance(cells[cell], deviate: deviate)
      }
    }
  }

  private func age(
    _ cells: inout [Double], targets: [Double], time: Double, chance: InstanceChance
  ) {
    if let drift = variation.drift {
      var generator = chance.generator(for: .drift)
      for cell in cells.indices {
        cells[cell] *= drift.factor(
          target: targets[cell], time: time, deviate: generator.normal())
      }
    }
    if let relaxation = variation.relaxation {
      var generator = chance.generator(for: .relaxation)
      for cell in cells.indices {
        cells[cell] = max(
          0, cells[cell] + relaxation.change(time: time, deviate: generator.normal()))
      }
    }
  }
}
