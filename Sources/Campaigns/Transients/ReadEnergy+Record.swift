internal import Crossbars
internal import LinearAlgebra
internal import Netlists

extension ReadEnergy {
  /// The energies of a simulated read.
  ///
  /// What the parts take is computed from the node voltages by the project's own laws of cells and
  /// wires; what the sources deliver comes from the simulator's currents.
  init(_ record: TransientRecord, of deck: TransientDeck) {
    let crossbar = deck.crossbar
    let technology = crossbar.technology
    let integral = EnergyIntegral(times: record.times, corners: [0, deck.riseTime])
    for (voltage, current) in zip(record.sourceVoltages, record.sourceCurrents) {
      sources += integral.energy(voltage: { voltage[$0] }, current: { current[$0] })
    }
    func word(_ row: Int, _ column: Int) -> [Double] {
      record.wordLine[row * crossbar.columns + column]
    }
    func bit(_ row: Int, _ column: Int) -> [Double] {
      record.bitLine[row * crossbar.columns + column]
    }
    let mode = technology.readMode
    let drivenColumns = mode.driveSide == .double ? [0, crossbar.columns - 1] : [0]
    for (row, source) in zip(deck.drivenRows, record.sourceVoltages) {
      for column in drivenColumns {
        drivers += integral.dissipation(
          from: source, to: word(row, column), resistance: technology.driverResistance)
      }
    }
    let ground = [Double](repeating: 0, count: record.times.count)
    for row in mode.sensedRows(of: crossbar.rows) {
      for column in 0..<crossbar.columns {
        sense += integral.dissipation(
          from: bit(row, column), to: ground, resistance: technology.senseResistance)
      }
    }
    let deviations = crossbar.deviations
    for row in 0..<crossbar.rows {
      let rowSegment =
        technology.rowSegmentResistance * (deviations.rowWireFactors?[row] ?? 1)
      for column in 0..<crossbar.columns {
        let columnSegment =
          technology.columnSegmentResistance * (deviations.columnWireFactors?[column] ?? 1)
        if column > 0 {
          array += integral.dissipation(
            from: word(row, column - 1), to: word(row, column), resistance: rowSegment)
        }
        if row > 0 {
          array += integral.dissipation(
            from: bit(row - 1, column), to: bit(row, column), resistance: columnSegment)
        }
        let conductance = crossbar.conductances[row, column]
        guard conductance != 0 else { continue }
        let (high, low) = (word(row, column), bit(row, column))
        array += integral.energy(
          voltage: { high[$0] - low[$0] },
          current: { technology.device.current(at: high[$0] - low[$0], conductance: conductance) })
      }
    }
    guard let capacitance = technology.capacitance else { return }
    let end = record.times.count - 1
    for (word, bit) in zip(record.wordLine, record.bitLine) {
      stored +=
        (capacitance.wordLine * word[end] * word[end]
          + capacitance.bitLine * bit[end] * bit[end]) / 2
    }
  }
}

extension ReadMode {
  /// The rows at which a sense circuit is connected.
  fileprivate func sensedRows(of rows: Int) -> [Int] {
    switch senseSide {
    case .bottom: [rows - 1]
    case .top: [0]
    case .both: [rows - 1, 0]
    }
  }
}
