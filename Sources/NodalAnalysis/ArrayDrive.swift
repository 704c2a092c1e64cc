internal import Crossbars

/// What the drivers of an array do for one input vector.
struct ArrayDrive {
  /// The voltage of every driver, in volts.
  var voltages: [Double]
  /// Whether every driver is connected.
  var connections: [Bool]
  /// The magnitude of what a driver's voltage was computed from, in volts; 0 where it stands in a
  /// circuit as it is.
  var lookups: [Double]

  init(_ crossbar: Crossbar, inputs: [Double], lookups: [Double]? = nil) {
    voltages = crossbar.driverVoltages(for: inputs)
    self.lookups = lookups ?? Array(repeating: 0, count: crossbar.rows)
    connections = crossbar.technology.read.mode.connections(for: inputs)
  }
}

extension Crossbar {
  /// The resistance of the word-line segments of every row, in ohms.
  var rowSegments: [Double] {
    let nominal = technology.resistances.rowSegment
    return deviations.rowWireFactors.map { $0.map { $0 * nominal } }
      ?? Array(repeating: nominal, count: rows)
  }

  /// The resistance of the bit-line segments of every column, in ohms.
  var columnSegments: [Double] {
    let nominal = technology.resistances.columnSegment
    return deviations.columnWireFactors.map { $0.map { $0 * nominal } }
      ?? Array(repeating: nominal, count: columns)
  }

  /// The columns of a row at which its driver is connected.
  var driverColumns: [Int] {
    switch technology.read.mode.driveSide {
    case .single: [0]
    case .double: [0, columns - 1]
    }
  }

  /// The rows of a column at which its sense circuit is connected.
  var senseRows: [Int] {
    switch technology.read.mode.senseSide {
    case .bottom: [rows - 1]
    case .top: [0]
    case .both: [0, rows - 1]
    }
  }

  /// The voltage of a column's virtual ground at infinite gain, in volts: its amplifier's offset,
  /// and 0 V for an ideal sink.
  func groundVoltage(_ column: Int) -> Double {
    technology.periphery.amplifier == nil ? 0 : senseOffset(column)
  }

  /// Whether the array is the standard one that block elimination solves: every row driven at its
  /// first column, every column sensed at its last row by an ideal sink, equal wires.
  package var isStandard: Bool {
    let mode = technology.read.mode
    return mode.driveSide == .single && mode.senseSide == .bottom
      && mode.unselectedRows != .floating && technology.periphery.amplifier == nil
      && deviations.rowWireFactors == nil && deviations.columnWireFactors == nil
  }
}
