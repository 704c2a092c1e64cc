package import Crossbars

/// Reads of a layer's arrays, drawn from all of its traffic.
package struct AuditedReads {
  /// The reads of one group in one array.
  package struct OfArray: Sendable {
    /// The place of the array among those of the layer.
    package let array: Int
    /// The group, one of those that share the array.
    package let group: Int
    /// The reads, in the order in which the vectors came.
    package let reads: [LayerTraffic.Read]
  }

  /// The reads, array by array.
  package let arrays: [OfArray]

  /// How many draws may miss for each that is wanted.
  private static let patience = 64

  /// Draws reads, each pair of an array and a read of one of its groups as likely, and none twice.
  ///
  /// A read that drives no row of the array is no read: layers skip it.
  ///
  /// - Parameters:
  ///   - count: How many; fewer are found where there are no more, or hardly any.
  ///   - traffic: What the layer is read with.
  ///   - fabrication: The arrays of the layer.
  ///   - generator: The source of chance.
  package init(
    _ count: Int, of traffic: LayerTraffic, in fabrication: LayerFabrication,
    using generator: inout SeededGenerator
  ) {
    struct Place: Hashable {
      /// The number of a group in an array.
      var part: Int
      var read: Int
    }
    let parts = fabrication.places.enumerated().flatMap { array, place in
      (place.group..<place.group + place.groupCount).map { (array: array, group: $0) }
    }
    // The place of the first read of every group of every array among all.
    var starts = [0]
    for part in parts {
      starts.append(starts[starts.count - 1] + traffic.readCount(ofGroup: part.group))
    }
    let total = starts[starts.count - 1]
    func place(_ number: Int) -> Place {
      // The last one that starts at or before the number.
      var (low, high) = (0, parts.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= number { low = middle } else { high = middle }
      }
      return Place(part: low, read: number - starts[low])
    }
    func isDriven(_ place: Place) -> Bool {
      traffic.digits(
        traffic.read(place.read), group: parts[place.part].group,
        rows: fabrication.rows(ofArray: parts[place.part].array)
      ).contains { $0 != 0 }
    }
    var taken: [Int: Set<Int>] = [:]
    var found = 0
    func take(_ number: Int) {
      let place = place(number)
      guard taken[place.part]?.contains(place.read) != true, isDriven(place) else { return }
      taken[place.part, default: []].insert(place.read)
      found += 1
    }
    if total <= Self.patience * count {
      // Few enough to look at in turn: a random order of all.
      for number in (0..<total).shuffled(using: &generator) where found < count { take(number) }
    } else {
      for _ in 0..<Self.patience * count where found < count {
        take(generator.integer(below: total))
      }
    }
    arrays = taken.keys.sorted().map { part in
      OfArray(
        array: parts[part].array, group: parts[part].group,
        reads: (taken[part] ?? []).sorted().map(traffic.read))
    }
  }
}
