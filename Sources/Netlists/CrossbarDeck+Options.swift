public import Crossbars
internal import Foundation
internal import LinearAlgebra

extension CrossbarDeck {
  /// The options of the deck; the simulator's defaults are too loose to be a reference.
  ///
  /// The simulator reports the iterate before the one that passed its test, so its tolerances are
  /// the error of what it reports. An absolute tolerance on currents must therefore be small beside
  /// the currents of the array: it is 1e-11 of the largest cell current of the weakest input.
  public var options: String {
    "\(Self.options(for: crossbar.technology)) abstol=\(currentTolerance)"
      + " " + Self.temperatures(of: crossbar.technology)
  }

  /// The temperature of the circuit, and that at which the parameters of its transistors were found.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The options, as they follow `.options`.
  public static func temperatures(of technology: Technology) -> String {
    // Nothing but a transistor knows a nominal temperature.
    var nominal = technology.read.temperature
    if case .transistor(let transistor) = technology.cell.topology {
      nominal = transistor.nominalTemperature
    }
    return "temp=\(technology.read.temperature) tnom=\(nominal)"
  }

  /// The options that all decks of a technology share, beside its temperature.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The options, as they follow `.options`.
  public static func options(for technology: Technology) -> String {
    let options = cellOptions(for: technology)
    // A difference near 0 has the rounding of both columns' outputs, amplified: no part of it is as small.
    guard let gain = technology.periphery.difference?.gain, gain > 1 else { return options }
    return options.replacing("vntol=1e-14", with: "vntol=\(1e-14 * gain)")
  }

  private static func cellOptions(for technology: Technology) -> String {
    switch technology.cell.topology {
    // A cell may end one Newton step before the last, at `reltol` of its current; many of them meet
    // at a node.
    case .memory where !technology.cell.device.isOhmic: "reltol=1e-10 vntol=1e-14 gmin=1e-12"
    case .memory, .transistor: commonOptions
    // Newton's method comes down an exponential by one characteristic voltage a step; behind floating
    // rows rounding keeps it from a smaller `reltol`.
    case .selector: "\(commonOptions) itl1=500 itl2=500"
    }
  }

  /// The simulator adds `gmin` across both junctions of every transistor; the cell laws know it.
  static let commonOptions = "reltol=1e-9 vntol=1e-14 gmin=1e-12"

  private var currentTolerance: Double {
    let weakest = (0..<inputs.rows).map { sample in
      zip(driverVoltages.row(sample), 0..<crossbar.rows).map { scale(ofCellsAt: $0, in: $1) }.max()
        ?? 0
    }.filter { $0 > 0 }.min()
    // A power of ten, so that decks differ in this line only if their scales do.
    let exponent = log10(1e-11 * (weakest ?? 1e-4)).rounded(.down)
    return pow(10, min(max(exponent, -24), -12))
  }

  /// About the largest current of a row's cells, in amperes.
  private func scale(ofCellsAt voltage: Double, in row: Int) -> Double {
    let memory = ((crossbar.conductances.row(row).max() ?? 0) * voltage).magnitude
    // Of two devices in series one takes half of the voltage at least, so their current is at
    // least the smaller of what each carries at the half.
    guard case .selector(let selector) = crossbar.technology.cell.topology, memory > 0 else {
      return memory
    }
    return min(
      0.5 * memory,
      selector.saturationCurrent
        * sinh(min(0.5 * voltage.magnitude / selector.characteristicVoltage, 100)))
  }
}
