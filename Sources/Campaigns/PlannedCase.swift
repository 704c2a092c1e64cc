public import Crossbars
public import LinearAlgebra

/// One case of a campaign: which array, under which inputs.
///
/// The array and the inputs are drawn from streams of chance of their own, so that a case is the
/// same whoever computes it, and in whatever order.
public struct PlannedCase: Sendable {
  /// The place in the suite, from 0.
  public let index: Int
  /// The name, such as `ohmic-32x32-levels16-log-normal-array1-sparse`.
  public let slug: String
  let block: SuiteRecipe.Block
  let blockIndex: Int
  let arrayIndex: Int
  let kind: InputKind
  let seed: UInt64
  let technology: Technology

  private static let arrayStream: UInt64 = 1
  private static let inputStream: UInt64 = 2
  private static let fabricationStream: UInt64 = 3

  /// The programmed array.
  public var crossbar: Crossbar { fabricated.crossbar }

  /// The programmed array and what was drawn for it.
  public var fabricated: FabricatedArray {
    var generator = SeededGenerator(
      seed: seed, stream: Self.arrayStream, UInt64(blockIndex), UInt64(arrayIndex))
    var technology = technology
    if let variation = block.variation {
      technology.programming = variation
      technology.variation = .none
    }
    let (targets, deviates) = block.programming.draw(
      rows: block.rows, columns: block.columns, technology, using: &generator)
    return technology.fabricate(
      targets: targets,
      chance: InstanceChance(
        seed: seed, array: [Self.fabricationStream, UInt64(blockIndex), UInt64(arrayIndex)]),
      deviates: deviates)
  }

  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix {
    var generator = SeededGenerator(
      seed: seed, stream: Self.inputStream, UInt64(blockIndex), UInt64(arrayIndex),
      kind.streamNumber)
    return kind.draw(
      batch: block.batch, rows: block.rows, voltage: technology.readVoltage,
      levels: block.inputLevels, zeroFraction: block.zeroFraction, using: &generator)
  }

  /// What the simulation will cost, in seconds.
  var expectedSeconds: Double {
    SimulationCost.seconds(
      rows: block.rows, columns: block.columns, batch: block.batch,
      technology: technology)
  }
}
