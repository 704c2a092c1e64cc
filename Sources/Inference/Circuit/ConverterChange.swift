internal import Foundation
package import Networks
internal import Records

/// How a training sets the converters of a layer whose sums are counted, against what was chosen for them before it.
package struct ConverterChange: Sendable, Equatable {
  private let places: LearnedConverters
  private let numbers: [Float]

  /// Takes the numbers of a layer.
  ///
  /// - Parameters:
  ///   - places: What they are.
  ///   - numbers: The numbers of all layers.
  package init(_ places: LearnedConverters, _ numbers: ArraySlice<Float>) {
    self.places = places.moved(by: -places.all.lowerBound)
    let first = numbers.startIndex + places.all.lowerBound
    self.numbers = Array(numbers[first..<first + places.all.count])
  }

  private func number(_ range: Range<Int>, _ index: Int) -> Double? {
    range.isEmpty ? nil : Double(numbers[range.lowerBound + min(index, range.count - 1)])
  }

  /// The factor on the step of the rows of a group.
  func inputFactor(ofGroup group: Int) -> Float {
    number(places.inputs, group).map { Float(exp($0)) } ?? 1
  }

  /// The factor on the gain of an output, of those of all groups.
  func gainFactor(ofOutput output: Int) -> Float {
    number(places.gains, output).map { Float(exp($0)) } ?? 1
  }

  /// Converters with other settings.
  ///
  /// - Parameters:
  ///   - converters: The converters.
  ///   - grid: The arrays of a group.
  ///   - groups: The groups of the layer.
  /// - Returns: The converters.
  func changed(_ converters: CountConverters, grid: TileGrid, groups: Int) -> CountConverters {
    let outputs = grid.columnRanges.last?.upperBound ?? 0
    func output(_ place: ColumnConverters.Place) -> Int { place.group * outputs + place.column }
    var extents = (slopes: converters.slopes.extent, thresholds: converters.thresholds.extent)
    if places.slopes.count > 1 { extents.slopes.reach(groups: groups, columns: outputs) }
    if places.ofTile > 1 { extents.thresholds.reach(groups: groups, columns: outputs) }
    if !places.thresholds.isEmpty {
      extents.thresholds.rowTile = max(
        extents.thresholds.rowTile, places.thresholds.count / places.ofTile)
    }
    return converters.setting(
      slopes: PlaceTable(upTo: extents.slopes) { place in
        converters.slopes[place]
          * (number(places.slopes, places.slopes.count > 1 ? output(place) : 0).map(exp) ?? 1)
      },
      thresholds: PlaceTable(upTo: extents.thresholds) { place in
        let own = places.ofTile > 1 ? output(place) : 0
        return converters.thresholds[place]
          + (number(places.thresholds, place.rowTile * places.ofTile + own) ?? 0)
      })
  }
}

extension ColumnConverters.Place {
  /// Tells groups and columns apart.
  fileprivate mutating func reach(groups: Int, columns: Int) {
    (group, column) = (max(group, groups), max(column, columns))
  }
}
