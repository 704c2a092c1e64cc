internal import Crossbars
internal import Execution

/// What of a section's arrays goes into its converters, where two-point members read them all.
struct TwoPointReading {
  /// The voltages of all codes of a row, in volts.
  private let voltages: [Double]
  /// The last arrays that were asked for: readers of one array follow each other, and its number is its own in the layer.
  private var latest: (array: Int, positive: LevelFunctions, negative: LevelFunctions?)?

  init(_ voltages: [Double]) {
    self.voltages = voltages
  }

  /// The columns of a section.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - conversions: Its converters, *streams × outputs and reference columns*.
  /// - Returns: One side, or two of which the second is subtracted; nil if the section is read otherwise.
  mutating func part(
    _ section: LayerArrays.Section, conversions: [[IntegerSection.Conversion]]
  ) -> TwoPointPacking.Part? {
    guard case .arrays(let readers) = section.body, section.noise == nil else { return nil }
    typealias Side = TwoPointPacking.Side
    var own: [Side.Columns] = []
    var other: [Side.Columns] = []
    var factors: [Float] = []
    for reader in readers {
      guard reader.raises == nil, let (positive, negative) = levels(reader) else { return nil }
      own.append(Side.Columns(array: positive, columns: reader.columns, places: reader.places))
      if let negative {
        guard reader.reference == nil else { return nil }
        other.append(Side.Columns(array: negative, columns: reader.columns, places: reader.places))
        factors += reader.columns.map { _ in 1 }
      } else if let reference = reader.reference {
        // Every column has the reference column of its array beside it.
        other.append(
          Side.Columns(
            array: positive, columns: reader.columns,
            places: reader.columns.map { _ in reference.place }))
        factors += reference.factors.map(Float.init)
      }
    }
    guard !other.isEmpty else {
      return TwoPointPacking.Part(
        section: section, sides: [Side(columns: own, conversions: conversions)],
        isDifference: false)
    }
    guard other.count == own.count else { return nil }
    let corrections = section.corrections
    let others = conversions.map { conversions in
      guard corrections.isEmpty else { return conversions.subtracted(corrections) }
      // A part of a current is the whole in larger steps; a part of none in steps that make nothing of it.
      return zip(conversions, factors).map { conversion, factor in
        IntegerSection.Conversion(
          step: conversion.step / max(factor, 0x1p-40), lowest: conversion.lowest,
          highest: conversion.highest, worth: 0)
      }
    }
    return TwoPointPacking.Part(
      section: section,
      sides: [
        Side(columns: own, conversions: conversions), Side(columns: other, conversions: others),
      ], isDifference: corrections.isEmpty)
  }

  private mutating func levels(
    _ reader: LayerArrays.Reader
  ) -> (LevelFunctions, LevelFunctions?)? {
    if let latest, latest.array == reader.array { return (latest.positive, latest.negative) }
    guard let positive = reader.positive.levelFunctions(at: voltages) else { return nil }
    let negative = reader.negative.map { $0.levelFunctions(at: voltages) }
    if let negative, negative == nil { return nil }
    latest = (reader.array, positive, negative ?? nil)
    return (positive, negative ?? nil)
  }
}
