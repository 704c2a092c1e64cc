/// Where the power of a read goes that stands still, in watts.
///
/// What the sources deliver is the sum of the other parts.
public struct StaticPower: Sendable, Equatable {
  /// What the sources of the rows deliver, those of unselected rows included.
  ///
  /// Behind DACs the buffers of the ladders are the sources. A source that takes power counts as
  /// negative.
  public var sources = 0.0
  /// What the driver resistances dissipate, both of a row that is driven from both sides.
  public var drivers = 0.0
  /// What the word lines dissipate.
  public var rowWires = 0.0
  /// What the bit lines dissipate.
  public var columnWires = 0.0
  /// What the cells dissipate, with selectors and transistors.
  public var cells = 0.0
  /// What the sense resistances dissipate, both of a column that is sensed at both ends.
  public var sense = 0.0
  /// What the inputs of the amplifiers take from the columns, negative where an offset drives a column;
  /// 0 with ideal sinks, which are at 0 V.
  public var amplifiers = 0.0

  /// The names of the parts in files and reports, in the order of ``values``.
  public static let names = [
    "sources", "drivers", "row_wires", "column_wires", "cells", "sense", "amplifiers",
  ]

  /// The parts in the order of ``names``.
  public var values: [Double] {
    [sources, drivers, rowWires, columnWires, cells, sense, amplifiers]
  }

  /// No power at all.
  public init() {}

  /// What the sources deliver beyond what is taken; rounding, and what node voltages miss of Kirchhoff's
  /// law.
  public var imbalance: Double {
    sources - (drivers + rowWires + columnWires + cells + sense + amplifiers)
  }
}
