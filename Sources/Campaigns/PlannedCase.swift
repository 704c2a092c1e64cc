public import Crossbars
public import GoldenData
public import LinearAlgebra
public import SpiceSolving

/// One case of a campaign: which array, under which inputs.
///
/// What is programmed, what varies and the inputs are drawn from streams of chance of their own, so
/// that a case is the same whoever computes it, and in whatever order. The streams know nothing of
/// technologies, read modes and times: the same array is compared under all of them.
public struct PlannedCase: Sendable {
  /// The place in the suite, from 0.
  public let index: Int
  /// The name, such as `ohmic-32x32-levels16-lognormal-array1-sparse`.
  public let slug: String
  /// The part of the name before the number of the array.
  let group: String
  /// What is programmed and how it is read.
  public let setting: CaseSetting
  /// The technology, in the read mode of the case.
  public let technology: Technology
  let block: SuiteRecipe.Block
  let place: Place
  let kind: InputKind
  /// The array of its own files; nil for one that is drawn.
  var stored: StoredArray?

  /// Where a case stands in its recipe; all numbers count from 0.
  struct Place: Sendable {
    var block: Int
    var size: Int
    var array: Int

    /// The numbers that tell this array from the others of the suite.
    ///
    /// The first size of a block has the numbers that blocks of one size had before there were
    /// several.
    var stream: (UInt64, UInt64) { (UInt64(block) | UInt64(size) << 32, UInt64(array)) }
  }

  private static let arrayStream: UInt64 = 1
  private static let inputStream: UInt64 = 2
  private static let fabricationStream: UInt64 = 3
  private static let selectionStream: UInt64 = 4

  /// The transients that are simulated of every read; nil for the static circuit alone.
  public var transient: TransientSettings? { block.transient }
  /// The number of driven rows.
  public var rows: Int { block.sizes[place.size].rows }
  /// The number of sensed columns.
  public var columns: Int { block.sizes[place.size].columns }

  /// The programmed array and what was drawn for it.
  public var fabricated: FabricatedArray {
    if let stored { return stored.fabricated }
    let (first, second) = place.stream
    let seed = UInt64(setting.seed)
    var generator = SeededGenerator(seed: seed, stream: Self.arrayStream, first, second)
    var technology = technology
    if let variation = block.variation {
      technology.variation = ArrayVariation(programming: variation)
    }
    let (targets, deviates) = targets(of: technology, using: &generator)
    return technology.fabricate(
      targets: targets, time: setting.time,
      chance: InstanceChance(
        seed: seed, array: [Self.fabricationStream, first, second],
        cycle: UInt64(setting.cycle - 1), read: UInt64(setting.read - 1)),
      deviates: setting.cycle == 1 ? deviates : nil)
  }

  /// What is wanted of the cells, and how far their first programming misses it.
  ///
  /// In plain columns both are drawn together, as they were before there were other arrangements;
  /// the deviates are nil in others, where they come with everything else that varies.
  private func targets(
    of technology: Technology, using generator: inout SeededGenerator
  ) -> (targets: Matrix, deviates: Matrix?) {
    let arrangement = setting.arrangement
    let count = arrangement.weightColumns(in: columns) ?? columns
    let drawn = block.programming.draw(
      rows: rows, columns: count, technology, using: &generator)
    guard arrangement != .plain else { return drawn }
    let (off, on) = (technology.cell.offConductance, technology.cell.onConductance)
    // The states from off to on stand for the weights from -1 to 1.
    let weights = drawn.targets.elements.map { state in
      on == off ? 0 : min(max(2 * (state - off) / (on - off) - 1, -1), 1)
    }
    return (
      arrangement.conductances(
        for: Matrix(rows: rows, columns: count, elements: weights), off: off, on: on), nil
    )
  }

  /// The programmed array.
  public var crossbar: Crossbar { fabricated.crossbar }

  /// Whether conductances may differ from the wanted ones.
  var isVaried: Bool { block.isVaried(technology) }

  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix {
    if let stored { return stored.inputs }
    let (first, second) = place.stream
    var generator = SeededGenerator(
      seed: UInt64(setting.seed), stream: Self.inputStream, first, second, kind.streamNumber)
    let draw = InputDraw(
      kind: kind, voltage: technology.read.voltage, levels: block.inputLevels,
      zeroFraction: block.zeroFraction)
    guard let count = block.drivenRows else {
      return draw.vectors(batch: block.batch, rows: rows, using: &generator)
    }
    var chance = SeededGenerator(
      seed: UInt64(setting.seed), stream: Self.selectionStream, first, second, kind.streamNumber)
    return draw.vectors(
      batch: block.batch, rows: rows, driven: chance.selection(of: count, from: rows),
      using: &generator)
  }

  /// The kind of load that the inputs are; nil for those of files and for other kinds.
  var load: LoadKind? { stored == nil ? kind.load : nil }

  /// Whether node voltages are stored.
  var storesVoltages: Bool {
    block.storesVoltages ?? (rows * columns <= GoldenCase.nodeVoltageLimit)
  }

  /// The number of decks that the simulation needs: two for every transient.
  var expectedDecks: Int { staticDecks + (block.transient == nil ? 0 : 2 * block.batch) }

  private var staticDecks: Int {
    block.drivenRows == nil
      ? SimulationCost.decks(batch: block.batch, technology: technology) : 1
  }

  /// What the simulation will cost, in seconds.
  var expectedSeconds: Double {
    let still = SimulationCost.seconds(
      rows: rows, columns: columns, batch: block.batch, technology: technology,
      decks: staticDecks)
    guard block.transient != nil else { return still }
    return still
      + Double(block.batch)
      * SimulationCost.transientSeconds(rows: rows, columns: columns, technology: technology)
  }
}

extension SeededGenerator {
  /// Chooses some of the numbers from 0.
  ///
  /// - Parameters:
  ///   - count: How many are chosen; at most `total`.
  ///   - total: How many there are.
  /// - Returns: The chosen numbers, in ascending order.
  mutating func selection(of count: Int, from total: Int) -> [Int] {
    var numbers = Array(0..<total)
    for place in 0..<count { numbers.swapAt(place, place + integer(below: total - place)) }
    return numbers[..<count].sorted()
  }
}
