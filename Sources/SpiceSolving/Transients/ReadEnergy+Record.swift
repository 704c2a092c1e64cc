internal import Crossbars
internal import LinearAlgebra
internal import Netlists

extension ReadEnergy {
  /// The energies of a simulated read.
  ///
  /// What the parts take is computed from the node voltages by the project's own laws of cells and
  /// wires; what the sources deliver comes from the simulator's currents. A transistor that the
  /// simulator alone can evaluate has no such law: the array's part is then what the others leave.
  init(_ record: TransientRecord, of deck: TransientDeck) {
    let technology = deck.crossbar.technology
    let integral = EnergyIntegral(times: record.times, corners: [0, deck.riseTime])
    for (voltage, current) in zip(record.sourceVoltages, record.sourceCurrents) {
      sources += integral.energy(voltage: { voltage[$0] }, current: { current[$0] })
    }
    if case .transistor(let transistor) = technology.cell.topology {
      for current in record.gateCurrents {
        sources += integral.energy(
          voltage: { _ in transistor.gateVoltage }, current: { current[$0] })
      }
    }
    for (row, source) in zip(deck.drivenRows, record.sourceVoltages) {
      for column in deck.drivenColumns {
        drivers += integral.dissipation(
          from: source, to: record.wordLine(row, column), resistance: technology.resistances.driver)
      }
    }
    let ground = [Double](repeating: 0, count: record.times.count)
    for row in deck.sensedRows {
      for column in 0..<deck.crossbar.columns {
        sense += integral.dissipation(
          from: record.bitLine(row, column),
          to: record.amplifierInputs.isEmpty ? ground : record.amplifierInputs[column],
          resistance: technology.resistances.sense)
      }
    }
    for (voltage, current) in zip(record.amplifierInputs, record.columnCurrents) {
      sense += integral.energy(voltage: { voltage[$0] }, current: { current[$0] })
    }
    if let capacitance = technology.capacitance {
      stored =
        record.wordLine.reduce(0) { $0 + capacitance.wordLine * $1.gainOfSquare / 2 }
        + record.bitLine.reduce(0) { $0 + capacitance.bitLine * $1.gainOfSquare / 2 }
    }
    if let law = technology.cellLaw {
      array =
        Self.wires(record, of: deck, integral: integral)
        + Self.cells(record, of: deck, law: law, integral: integral)
    } else {
      array = sources - (drivers + sense + stored)
    }
  }

  /// What the segments of all lines take, in joules.
  private static func wires(
    _ record: TransientRecord, of deck: TransientDeck, integral: EnergyIntegral
  ) -> Double {
    let technology = deck.crossbar.technology
    let deviations = deck.crossbar.deviations
    var sum = 0.0
    for row in 0..<deck.crossbar.rows {
      let rowSegment =
        technology.resistances.rowSegment * (deviations.rowWireFactors?[row] ?? 1)
      for column in 0..<deck.crossbar.columns {
        let columnSegment =
          technology.resistances.columnSegment * (deviations.columnWireFactors?[column] ?? 1)
        if column > 0 {
          sum += integral.dissipation(
            from: record.wordLine(row, column - 1), to: record.wordLine(row, column),
            resistance: rowSegment)
        }
        if row > 0 {
          sum += integral.dissipation(
            from: record.bitLine(row - 1, column), to: record.bitLine(row, column),
            resistance: columnSegment)
        }
      }
    }
    return sum
  }

  /// What all cells take, in joules: from the word line more than they give to the bit line.
  private static func cells(
    _ record: TransientRecord, of deck: TransientDeck, law: any CellLaw, integral: EnergyIntegral
  ) -> Double {
    let crossbar = deck.crossbar
    var sum = 0.0
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns {
        let conductance = crossbar.conductances[row, column]
        guard conductance != 0 else { continue }
        let shift = crossbar.deviations.thresholdShifts?[row, column] ?? 0
        let (word, bit) = (record.wordLine(row, column), record.bitLine(row, column))
        let currents = record.times.indices.map {
          law.current(
            word: word[$0], bit: bit[$0], conductance: conductance, thresholdShift: shift)
        }
        sum += integral.energy(
          voltage: { word[$0] - bit[$0] }, current: { currents[$0].current })
        if !law.isTwoTerminal {
          sum += integral.energy(voltage: { word[$0] }, current: { currents[$0].leak })
        }
      }
    }
    return sum
  }
}

extension [Double] {
  /// How far the square of the last value is above that of the first.
  fileprivate var gainOfSquare: Double {
    guard let first, let last else { return 0 }
    return (last - first) * (last + first)
  }
}
