import ArrayStorage
import Crossbars
import LinearAlgebra

/// Files that take what is inside an array, vector by vector, and appear when the last one is there.
final class InteriorFiles {
  private let voltages: NPYStream?
  private let cellCurrents: NPYStream?
  private let power: NPYStream?
  /// The static power of every vector so far; empty if it is not asked for.
  private(set) var powers: [StaticPower] = []

  /// Creates the set from its files; nil for what is not asked for.
  init(voltages: NPYStream?, cellCurrents: NPYStream?, power: NPYStream?) {
    self.voltages = voltages
    self.cellCurrents = cellCurrents
    self.power = power
  }

  /// Takes the next vector.
  func take(_ interior: ArrayInterior) throws {
    if let voltages {
      try voltages.append(interior.wordLine.elements)
      try voltages.append(interior.bitLine.elements)
      if let inner = interior.inner { try voltages.append(inner.elements) }
    }
    try cellCurrents?.append(interior.cellCurrents.elements)
    if let power {
      try power.append(interior.power.values)
      powers.append(interior.power)
    }
  }

  /// Gives all files their names.
  func finish() throws {
    for file in [voltages, cellCurrents, power] { try file?.finish() }
  }
}
