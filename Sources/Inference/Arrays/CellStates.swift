internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The conductances of a technology's states, and the unit in which a layer counts currents.
///
/// Currents are counted in *weight steps × input codes*: the current of a cell one step above off
/// whose row is driven by the code 1. An ideal array then gives the integer product, plus the
/// off current.
struct CellStates: Sendable {
  /// The conductance of each state of a slice, in siemens.
  let conductances: [Double]
  /// The conductance between two neighboring states, in siemens.
  let step: Double
  /// The conductance of a cell that is off, in steps.
  let offset: Double
  private let technology: Technology

  init(_ technology: Technology, sliceBits: Int) {
    let count = 1 << sliceBits
    self.technology = technology
    step = (technology.cell.onConductance - technology.cell.offConductance) / Double(count - 1)
    offset = technology.cell.offConductance / step
    conductances = (0..<count).map { state in
      guard technology.cell.levels > 0 else {
        return technology.cell.conductance(ofLevel: state, of: count)
      }
      // The technology has states of its own: take the nearest.
      let nearest = (Double(state * (technology.cell.levels - 1)) / Double(count - 1)).rounded()
      return technology.cell.conductance(ofLevel: Int(nearest), of: technology.cell.levels)
    }
  }

  /// The conductance of a fully on cell, in steps.
  var full: Double { offset + Double(conductances.count - 1) }

  /// An array of the full size of a tile whose first rows and columns hold states; the other cells
  /// are off.
  ///
  /// - Parameters:
  ///   - tile: The size of the array.
  ///   - rows: How many rows hold states.
  ///   - columns: How many columns hold states.
  ///   - chance: Which array it is; nil for one without variation.
  ///   - state: The state at a row and a column.
  /// - Returns: The programmed array and what was drawn for it.
  func fabricated(
    _ tile: Mapping.Tile, rows: Int, columns: Int, chance: InstanceChance?,
    state: (Int, Int) -> Int
  ) -> FabricatedArray {
    let targets = targets(tile, rows: rows, columns: columns, state: state)
    guard let chance else { return FabricatedArray(exactly: targets, technology: technology) }
    return technology.fabricate(
      targets: targets, chance: chance, deviates: deviates(tile, chance: chance))
  }

  /// The same array for reads without number.
  ///
  /// - Parameters: As of ``fabricated(_:rows:columns:chance:state:)``.
  /// - Returns: The array over its reads; they are all alike in one without variation.
  func repeatedReads(
    _ tile: Mapping.Tile, rows: Int, columns: Int, chance: InstanceChance?,
    state: (Int, Int) -> Int
  ) -> RepeatedReads {
    let targets = targets(tile, rows: rows, columns: columns, state: state)
    guard let chance else {
      return RepeatedReads(of: Crossbar(technology: technology, conductances: targets))
    }
    return technology.repeatedReads(
      targets: targets, chance: chance, deviates: deviates(tile, chance: chance))
  }

  private func targets(
    _ tile: Mapping.Tile, rows: Int, columns: Int, state: (Int, Int) -> Int
  ) -> Matrix {
    var elements = [Double](repeating: conductances[0], count: tile.rows * tile.columns)
    for row in 0..<rows {
      for column in 0..<columns {
        elements[row * tile.columns + column] = conductances[state(row, column)]
      }
    }
    return Matrix(rows: tile.rows, columns: tile.columns, elements: elements)
  }

  /// Programming has the array's own stream, as it had before there were other kinds of variation:
  /// accuracies of log-normal and Gaussian errors keep their numbers.
  private func deviates(_ tile: Mapping.Tile, chance: InstanceChance) -> Matrix {
    var generator = SeededGenerator(seed: chance.seed, parts: chance.array)
    return Matrix(rows: tile.rows, columns: tile.columns) { _, _ in
      technology.variation.programming.deviate(using: &generator)
    }
  }
}
