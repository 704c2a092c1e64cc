internal import Foundation
public import LinearAlgebra

/// An array that is read again and again: the mean and the spread of its cells over the reads.
///
/// A read finds every cell at max(0, G + σ n), n standard normal and new for every cell and read. Mean and
/// variance are those of that distribution, in closed form.
public struct RepeatedReads: Sendable {
  /// The array with the mean conductances of its reads.
  public private(set) var crossbar: Crossbar
  /// The standard deviations of a read, in siemens, *rows × columns*; nil for reads that are all alike.
  public let deviations: Matrix?

  /// Creates reads that are all alike.
  ///
  /// - Parameter crossbar: The array.
  public init(of crossbar: Crossbar) {
    self.init(of: crossbar, deviations: nil)
  }

  /// Creates reads of known spread.
  ///
  /// - Parameters:
  ///   - crossbar: The array with the mean conductances of its reads.
  ///   - deviations: The standard deviations of a read, in siemens, *rows × columns*; nil for reads
  ///     that are all alike.
  public init(of crossbar: Crossbar, deviations: Matrix?) {
    self.crossbar = crossbar
    self.deviations = deviations
  }

  /// Lets neighboring columns take turns at one converter: all have what was drawn for the first.
  ///
  /// - Parameter columns: How many columns share a converter.
  package mutating func shareConverters(among columns: Int) {
    crossbar = crossbar.sharingConverters(among: columns)
  }

  init(_ quiet: FabricatedArray, technology: Technology, noise: ReadNoise) {
    let cells = quiet.crossbar.conductances
    let spreads = noise.deviations(
      of: cells.elements, programmed: quiet.record.programmed.elements,
      faults: quiet.record.faults, time: quiet.record.time)
    let moments = zip(cells.elements, spreads).map(Self.moments)
    func matrix(_ elements: [Double]) -> Matrix {
      Matrix(rows: cells.rows, columns: cells.columns, elements: elements)
    }
    crossbar = Crossbar(
      technology: technology, conductances: matrix(moments.map(\.mean)),
      deviations: quiet.crossbar.deviations)
    deviations = matrix(moments.map(\.deviation))
  }

  /// The moments of max(0, G + σ n).
  ///
  /// - Parameters:
  ///   - conductance: G, in siemens, at least 0.
  ///   - spread: σ, in siemens, at least 0.
  /// - Returns: Mean and standard deviation, in siemens.
  static func moments(
    of conductance: Double, spread: Double
  ) -> (mean: Double, deviation: Double) {
    // Beyond eight deviations 0 S is never reached: the rest is below rounding.
    guard spread > 0, conductance < 8 * spread else { return (conductance, spread) }
    let ratio = conductance / spread
    let density = exp(-ratio * ratio / 2) / (2 * .pi).squareRoot()
    let share = erfc(-ratio / 2.0.squareRoot()) / 2
    let mean = conductance * share + spread * density
    let square =
      (conductance * conductance + spread * spread) * share + conductance * spread * density
    return (mean, max(square - mean * mean, 0).squareRoot())
  }
}

extension Technology {
  /// Makes an array as ``fabricate(targets:time:chance:deviates:)`` does, for reads without number: the
  /// noise of a read is not drawn.
  ///
  /// - Parameters:
  ///   - targets: The wanted conductances at zero volts, in siemens; *rows × columns*.
  ///   - chance: Which array and which programming of it.
  ///   - deviates: As of that function.
  /// - Returns: The array over its reads.
  public func repeatedReads(
    targets: Matrix, chance: InstanceChance, deviates: Matrix? = nil
  ) -> RepeatedReads {
    guard let noise = variation.readNoise else {
      return RepeatedReads(
        of: fabricate(targets: targets, chance: chance, deviates: deviates).crossbar)
    }
    var quiet = self
    quiet.variation.readNoise = nil
    return RepeatedReads(
      quiet.fabricate(targets: targets, chance: chance, deviates: deviates), technology: self,
      noise: noise)
  }
}
