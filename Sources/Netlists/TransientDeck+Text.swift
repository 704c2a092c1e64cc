internal import Crossbars
internal import Foundation
internal import LinearAlgebra

extension TransientDeck {
  /// The circuit: a title, all elements, the options and `.end`, without an analysis.
  public var circuit: String {
    (lines(name: "transient") + [".end", ""]).joined(separator: "\n")
  }

  /// A deck that stock `ngspice -b` runs unchanged and that prints the column currents
  /// at the end of the read.
  ///
  /// - Parameter name: What the deck is of, for its title.
  /// - Returns: The text of the deck.
  public func standalone(name: String) -> String {
    var text = lines(name: name)
    text += [
      "", "* The column currents at the end of the read, in amperes.",
    ]
    text += DeckText.control(
      analysis, printing: currentVectors.map { "\($0)[length(\($0))-1]" })
    return text.joined(separator: "\n") + "\n"
  }

  private func lines(name: String) -> [String] {
    var lines = [
      "* \(DeckText.title(name)): \(crossbar.rows) rows x \(crossbar.columns) columns, "
        + "\(crossbar.technology.cell.device.name) cells\(circuitAtRest.topologyName), "
        + "one read of \(duration) s",
      ".options \(options)",
    ]
    for row in 0..<crossbar.rows { lines += circuitAtRest.driver(row).map(ramp) }
    circuitAtRest.appendCells(to: &lines)
    lines += capacitors
    for column in 0..<crossbar.columns { lines += circuitAtRest.senseCircuit(column) }
    lines += pacemaker
    return lines
  }

  /// The options of the deck.
  ///
  /// The trapezoidal rule conserves the energy of linear circuits step by step. `reltol` stays the
  /// tolerance of Newton's method; the local error of a time step is `trtol · reltol` of the charge
  /// of a capacitance, or of `chgtol` where there is less. The default of `chgtol`, 1e-14 C, is the
  /// charge of all cells of a large array.
  var options: String {
    let perCell = [capacitance.wordLine, capacitance.bitLine].filter { $0 > 0 }.min() ?? 1e-15
    let largest = circuitAtRest.driverVoltages.largestMagnitude
    let voltage = largest > 0 ? largest : crossbar.technology.read.voltage
    let stepTolerance = 25 * pow(8, -Double(refinement))
    return "\(staticOptions) method=trap chgtol=\(1e-3 * perCell * voltage) "
      + "trtol=\(stepTolerance)"
  }

  /// The rounding of a transistor's charge, over the first time steps, is a current of more than a
  /// cell's tolerance: below 1e-13 A the simulator's iteration in the gate lines never ends.
  private var staticOptions: String {
    let options = circuitAtRest.options
    guard case .transistor(let transistor) = crossbar.technology.cell.topology,
      case .bsim4 = transistor.model
    else { return options }
    // The first of two values in a line counts.
    return options.split(separator: " ").map {
      $0.hasPrefix("abstol=") ? "abstol=1e-13" : String($0)
    }.joined(separator: " ")
  }

  /// The line of a driver's source, with a ramp in place of a constant voltage.
  private func ramp(_ line: String) -> String {
    guard line.hasPrefix("vin"), let mark = line.range(of: " dc ") else { return line }
    return line[..<mark.lowerBound] + " dc 0 pwl(0 0 \(riseTime) \(line[mark.upperBound...]))"
  }

  /// The capacitances of the lines; those of nodes that a resistance of 0 Ω joins are one.
  private var capacitors: [String] {
    var farads: [String: Double] = [:]
    var order: [String] = []
    func add(_ capacitance: Double, at node: String) {
      guard capacitance > 0 else { return }
      if farads[node] == nil { order.append(node) }
      farads[node, default: 0] += capacitance
    }
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns {
        add(capacitance.wordLine, at: circuitAtRest.nodes.wordLine(row, column))
        add(capacitance.bitLine, at: circuitAtRest.nodes.bitLine(row, column))
      }
    }
    return order.map { "c\($0) \($0) 0 \(farads[$0] ?? 0)" }
  }

  /// A circuit of its own that keeps the time steps small while the drivers ramp.
  ///
  /// An array that is much faster than its drivers follows them along straight lines, on which the
  /// simulator takes steps as long as the ramp. The powers are parabolas there, and need steps.
  /// The offset of 10 V sets how small the steps are: about a hundredth of the rise time.
  private var pacemaker: [String] {
    [
      "* Nothing connects the next three elements to the array: they keep the time steps small.",
      "vpace pace 0 dc 10 pwl(0 10 \(riseTime) 11)",
      "rpace pace paced 1000",
      "cpace paced 0 \(riseTime / 1000)",
    ]
  }
}
