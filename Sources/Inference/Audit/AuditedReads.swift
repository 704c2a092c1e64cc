package import Crossbars

/// Reads of a layer's arrays, drawn from all of its traffic.
package struct AuditedReads {
  /// The reads of one array.
  package struct OfArray: Sendable {
    /// The place of the array among those of the layer.
    package let array: Int
    /// The reads, in the order in which the vectors came.
    package let reads: [LayerTraffic.Read]
  }

  /// The reads, array by array.
  package let arrays: [OfArray]

  /// How many draws may miss for each that is wanted.
  private static let patience = 64

  /// Draws reads, each pair of an array and a read of its group as likely, and none twice.
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
      var array: Int
      var read: Int
    }
    // The place of the first read of every array among all.
    var starts = [0]
    for place in fabrication.places {
      starts.append(starts[starts.count - 1] + traffic.readCount(ofGroup: place.group))
    }
    let total = starts[starts.count - 1]
    func place(_ number: Int) -> Place {
      // The last array that starts at or before the number.
      var (low, high) = (0, fabrication.places.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= number { low = middle } else { high = middle }
      }
      return Place(array: low, read: number - starts[low])
    }
    func isDriven(_ place: Place) -> Bool {
      traffic.digits(
        traffic.read(place.read), group: fabrication.places[place.array].group,
        rows: fabrication.rows(ofArray: place.array)
      ).contains { $0 != 0 }
    }
    var taken: [Int: Set<Int>] = [:]
    var found = 0
    func take(_ number: Int) {
      let place = place(number)
      guard taken[place.array]?.contains(place.read) != true, isDriven(place) else { return }
      taken[place.array, default: []].insert(place.read)
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
    arrays = taken.keys.sorted().map { array in
      OfArray(array: array, reads: (taken[array] ?? []).sorted().map(traffic.read))
    }
  }
}
