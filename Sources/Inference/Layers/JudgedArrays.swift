package import CrossbarModels
internal import Crossbars
internal import LinearAlgebra
package import Records

/// Which arrays of a layer members are judged on, and what these are read with.
///
/// The arrays of a layer differ in what members find hard: how much their cells conduct, and how much
/// of them is driven. Upper slices are nearly off, the last array of a column of arrays has few rows,
/// and the rows of one input channel may carry most of the current.
package struct JudgedArrays {
  private let layer: PreparedLayer
  private let traffic: LayerTraffic
  private let fabrication: LayerFabrication

  /// The most arrays that are looked at, spread over the layer.
  private static let mostCompared = 256
  /// The most reads that stand for what an array is read with.
  private static let mostReads = 512

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - traffic: What its arrays are read with.
  package init(_ layer: PreparedLayer, traffic: LayerTraffic) {
    self.layer = layer
    self.traffic = traffic
    fabrication = layer.fabrication
  }

  /// Some arrays without variation, from the most to the least loaded, with their reads.
  ///
  /// - Parameters:
  ///   - count: The largest number of arrays.
  ///   - statistics: How often a row of the layer has which voltage.
  /// - Returns: At least one array.
  package func samples(_ count: Int, statistics: InputStatistics) -> [ModelSelection.Sample] {
    let all = fabrication.places.count
    let compared = min(all, Self.mostCompared)
    let drives = (0..<layer.matrix.groups).map(meanDrive)
    let arrays = (0..<compared).map { index in
      let place = index * all / compared
      let crossbar = fabrication.fabricated(place, in: nil).crossbar
      let drive = drives[fabrication.places[place].group]
      let load = fabrication.rows(ofArray: place).enumerated().reduce(0.0) { sum, row in
        sum + drive[row.element] * crossbar.conductances.row(row.offset).reduce(0, +)
      }
      return (place: place, load: load)
    }.sorted { ($0.load, $1.place) > ($1.load, $0.place) }
    let taken = min(count, compared)
    return (0..<taken).map { index in
      let place = arrays[taken == 1 ? 0 : index * (compared - 1) / (taken - 1)].place
      return ModelSelection.Sample(
        fabrication.fabricated(place, in: nil).crossbar, inputs: load(ofArray: place),
        statistics: statistics, columns: fabrication.columns(ofArray: place).count)
    }
  }

  /// The mean magnitude of the digits on every row of the layer, over the reads of a group.
  private func meanDrive(ofGroup group: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: layer.matrix.inputs)
    let count = traffic.readCount(ofGroup: group)
    let kept = min(count, Self.mostReads)
    for index in 0..<kept {
      let read = traffic.read(index * count / kept)
      let digits = traffic.digits(read, group: group, rows: 0..<sums.count)
      for row in sums.indices { sums[row] += Double(digits[row].magnitude) }
    }
    return sums
  }

  /// The row voltages of reads that are spread over the sample images, in volts.
  private func load(ofArray index: Int) -> Matrix {
    let group = fabrication.places[index].group
    let rows = layer.mapping.tile.rows
    let count = traffic.readCount(ofGroup: group)
    // A layer may have no vectors at all.
    guard count > 0 else {
      return Matrix(rows: 1, columns: rows, repeating: layer.technology.read.voltage)
    }
    // Whole vectors with all their streams, whose drives differ.
    let streams = traffic.converter.streamCount
    let vectors = count / streams
    let kept = min(vectors, max(1, Self.mostReads / streams))
    let reads = (0..<kept).flatMap { vector in
      (0..<streams).map { traffic.read(vector * vectors / kept * streams + $0) }
    }
    return traffic.voltages(
      reads, group: group, rows: fabrication.rows(ofArray: index), extent: rows)
  }
}
