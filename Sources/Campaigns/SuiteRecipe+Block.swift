public import Crossbars
public import SpiceSolving

extension SuiteRecipe {
  /// A grid of cases: technologies × sizes × arrangements × read modes × times × arrays × cycles × reads × inputs.
  public struct Block: Sendable {
    /// The rows and columns of an array.
    public struct Size: Sendable, Equatable {
      /// The number of driven rows.
      public var rows: Int
      /// The number of sensed columns.
      public var columns: Int
    }

    /// The technologies, as places in the recipe's list.
    public var technologies: [Int]
    /// The sizes of the arrays.
    public var sizes: [Size]
    /// What the columns of the arrays stand for.
    public var arrangements: [ColumnArrangement]
    /// What unselected rows do; nil leaves that to the technology.
    public var unselectedRows: [ReadMode.UnselectedRows]?
    /// Where drivers are connected; nil leaves that to the technology.
    public var driveSides: [ReadMode.DriveSide]?
    /// Where sense circuits are connected; nil leaves that to the technology.
    public var senseSides: [ReadMode.SenseSide]?
    /// The number of rows that one case selects, the same ones for its whole batch; nil lets the
    /// inputs decide.
    public var drivenRows: Int?
    /// The times from programming to the read, in seconds; nil leaves that to the technology.
    public var times: [Double]?
    /// The number of arrays that are fabricated.
    public var arrays: Int
    /// The number of times that every array is programmed to the same targets.
    public var cycles: Int
    /// The number of times that every programmed array is read.
    public var reads: Int
    /// The number of input vectors of every kind.
    public var batch: Int
    /// What is programmed into the cells.
    public var programming: ArrayProgramming
    /// How far programmed conductances miss their targets, and nothing else varies; nil for
    /// everything that the technology describes.
    public var variation: ProgrammingVariation?
    /// The kinds of inputs, one case for each on every array.
    public var inputs: [InputKind]
    /// The number of levels of multi-level and sparse inputs, 0 V among them.
    public var inputLevels: Int
    /// The chance that a row of a sparse input is at 0 V.
    public var zeroFraction: Double
    /// The transients that are simulated of every read; nil for the static circuit alone.
    public var transient: TransientSettings?
    /// Whether node voltages are stored; nil stores those of small arrays.
    public var storesVoltages: Bool?

    /// The number of read modes of the grid.
    var modeCount: Int {
      (unselectedRows?.count ?? 1) * (driveSides?.count ?? 1) * (senseSides?.count ?? 1)
    }

    /// The number of cases of the grid.
    var caseCount: Int {
      technologies.count * sizes.count * arrangements.count * modeCount * (times?.count ?? 1)
        * arrays * cycles * reads
        * inputs.count
    }

    /// Whether arrays of a technology differ from what is wanted.
    func isVaried(_ technology: Technology) -> Bool {
      variation.map { $0.distribution != .none } ?? technology.isVaried
    }

    /// The read modes of the grid for a technology.
    ///
    /// - Parameter mode: The mode of the technology, which holds where the recipe says nothing.
    /// - Returns: The modes, in order.
    func readModes(of mode: ReadMode) -> [ReadMode] {
      (unselectedRows ?? [mode.unselectedRows]).flatMap { rows in
        (driveSides ?? [mode.driveSide]).flatMap { drive in
          (senseSides ?? [mode.senseSide]).map { sense in
            ReadMode(unselectedRows: rows, driveSide: drive, senseSide: sense)
          }
        }
      }
    }
  }
}
