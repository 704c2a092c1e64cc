extension ConverterRanges {
  /// What a part of a file of ranges holds for; what is nil does not choose.
  package protocol Columns {
    /// The slice of the weights; 0 holds the least significant bits.
    var slice: Int? { get }
    /// The array of a pair; nil also where the difference of pairs is converted.
    var polarity: Polarity? { get }
    /// The stream of the inputs; 0 carries the least significant bits.
    var stream: Int? { get }
    /// The row of arrays, from the first inputs.
    var rowTile: Int? { get }
    /// The column of arrays, from the first outputs.
    var columnTile: Int? { get }
    /// The group of the layer.
    var group: Int? { get }
  }
}

extension ConverterRanges.Columns {
  /// How many things it chooses by.
  package var choices: Int {
    [slice, stream, rowTile, columnTile, group].count { $0 != nil } + (polarity == nil ? 0 : 1)
  }

  /// The numbers that it chooses by, with their keys.
  package var numbers: [(key: String, value: Int?)] {
    [
      ("slice", slice), ("stream", stream), ("row_tile", rowTile), ("column_tile", columnTile),
      ("group", group),
    ]
  }

  /// Whether it holds for some columns.
  package func fits(
    slice: Int, polarity: ConverterRanges.Polarity?, stream: Int, rowTile: Int, columnTile: Int,
    group: Int
  ) -> Bool {
    self.slice ?? slice == slice && (self.polarity == nil || self.polarity == polarity)
      && self.stream ?? stream == stream && self.rowTile ?? rowTile == rowTile
      && self.columnTile ?? columnTile == columnTile && self.group ?? group == group
  }

  /// What it holds for, to be told from others.
  var key: [Int?] {
    [slice, polarity.map { $0 == .positive ? 0 : 1 }, stream, rowTile, columnTile, group]
  }

  /// Refuses negative numbers.
  func validatePlaces(_ check: RecordCheck) throws {
    for (key, place) in numbers {
      try check.require(place.map { $0 >= 0 } ?? true, key, "\(place ?? 0)", "at least 0")
    }
  }
}
