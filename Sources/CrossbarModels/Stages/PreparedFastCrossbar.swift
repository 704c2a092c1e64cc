internal import Crossbars
internal import Records

/// An array with its converters and what all members of one kind share of it: finding that takes nearly all
/// of the time of programming.
struct PreparedFastCrossbar: Sendable {
  /// What stands for the array itself.
  enum Core: Sendable {
    /// The matrix, with what voltages behind it take from its currents.
    case matrix(any ProgrammedCrossbar, ColumnLoad?)
    case twoPoint(TwoPointPreparation)
    case chord(ChordPreparation)
  }

  let crossbar: Crossbar
  let core: Core
  let driver: RowDriver
  let stages: PeripheralStages
  let limits: FastCrossbarModel.Limits?
  /// Whether the core knows the offsets of the amplifiers.
  let takesOffsets: Bool

  /// Programs the array as a member of the kind.
  ///
  /// - Parameter settings: The member.
  /// - Returns: The array, ready to be read.
  /// - Throws: Whatever keeps the core from being programmed.
  func programmed(as settings: CoreSettings) throws -> ProgrammedFastCrossbar {
    let programmed: any ProgrammedCrossbar
    let load: ColumnLoad?
    switch core {
    case .matrix(let matrix, let own):
      (programmed, load) = (matrix, own)
    case .twoPoint(let preparation):
      let core = try preparation.programmed(products: settings.products)
      (programmed, load) = (core, core.load.map { load in ColumnLoad { load } })
    case .chord(let preparation):
      let core = preparation.programmed(steps: settings.steps ?? CoreSettings.defaultSteps)
      (programmed, load) = (core, core.load.map { load in ColumnLoad { load } })
    }
    return try ProgrammedFastCrossbar(
      crossbar, core: programmed, driver: driver, stages: stages, limits: limits, load: load,
      takesOffsets: takesOffsets)
  }
}
