internal import Configuration
internal import Crossbars
internal import GoldenData
internal import SpiceSolving

/// The expansion of a recipe into cases.
struct CaseGrid {
  private let recipe: SuiteRecipe
  private let technologies: [Technology]
  private(set) var cases: [PlannedCase] = []
  private var arraysOfPrefix: [String: Int] = [:]

  /// Expands a recipe.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - technologies: Its technologies, in its order.
  ///   - arrays: Its arrays of their own files, in its order.
  ///   - source: The name of the recipe, for messages.
  /// - Throws: `InputError` if a block combines what does not go together.
  init(
    _ recipe: SuiteRecipe, technologies: [Technology], arrays: [StoredArray], source: String
  ) throws {
    self.recipe = recipe
    self.technologies = technologies
    for (number, block) in recipe.blocks.enumerated() {
      for technology in block.technologies {
        if let conflict = block.conflict(with: technologies[technology]) {
          throw InputError(
            source: source,
            location: "cases[\(number)], technology \(recipe.technologyKeys[technology])",
            found: conflict.found, accepted: conflict.accepted)
        }
        if technologies[technology].periphery.difference != nil,
          let size = block.sizes.first(where: { $0.columns % 2 != 0 })
        {
          throw InputError(
            source: source,
            location: "cases[\(number)], technology \(recipe.technologyKeys[technology])",
            found: "\(size.columns) columns, of which its [difference] makes pairs",
            accepted: "an even number of columns")
        }
        for point in points(of: block, technology) { append(block, number, point) }
      }
    }
    for (entry, array) in zip(recipe.arrays, arrays) { append(array, entry) }
  }

  /// Appends the case of an array of its own files.
  private mutating func append(_ array: StoredArray, _ entry: SuiteRecipe.ArrayEntry) {
    let technology = technologies[entry.technology]
    let extent = "\(array.crossbar.rows)x\(array.crossbar.columns)"
    let group =
      recipe.namesTechnologies
      ? recipe.technologyKeys[entry.technology] : technology.cell.device.name
    let prefix = "\(group)-\(extent)-stored"
    cases.append(
      PlannedCase(
        index: cases.count, slug: "\(prefix)-\(array.key)", group: prefix,
        setting: CaseSetting(
          technology: recipe.technologyKeys[entry.technology], seed: recipe.seed,
          readMode: technology.read.mode),
        technology: technology,
        block: array.block(
          technology: entry.technology, storesVoltages: entry.storesVoltages),
        place: PlannedCase.Place(block: 0, size: 0, array: 0), kind: .multiLevel, stored: array))
  }

  /// What all cases of a part of the grid have in common.
  private struct Point {
    var technology: Int
    var size: Int
    var arrangement: ColumnArrangement
    var mode: ReadMode
    var time: Double?
  }

  /// The points of the grid of a block for one technology, in order.
  private func points(of block: SuiteRecipe.Block, _ technology: Int) -> [Point] {
    let modes = block.readModes(of: technologies[technology].read.mode)
    let times = block.times.map { $0.map(Optional.some) } ?? [nil]
    return block.sizes.indices.flatMap { size in
      block.arrangements.flatMap { arrangement in
        modes.flatMap { mode in
          times.map { time in
            Point(
              technology: technology, size: size, arrangement: arrangement, mode: mode, time: time)
          }
        }
      }
    }
  }

  /// Appends all arrays, cycles, reads and inputs of one point of the grid.
  private mutating func append(_ block: SuiteRecipe.Block, _ number: Int, _ point: Point) {
    var technology = technologies[point.technology]
    technology.read.mode = point.mode
    let prefix = prefix(of: block, technology, at: point)
    let isVaried = block.isVaried(technology)
    let before = arraysOfPrefix[prefix, default: 0]
    arraysOfPrefix[prefix] = before + block.arrays
    for array in 0..<block.arrays {
      for cycle in 1...block.cycles {
        for read in 1...block.reads {
          var name = "\(prefix)-array\(before + array + 1)"
          if block.cycles > 1 { name += "-cycle\(cycle)" }
          if block.reads > 1 { name += "-read\(read)" }
          for kind in block.inputs {
            cases.append(
              PlannedCase(
                index: cases.count, slug: "\(name)-\(kind.rawValue)", group: prefix,
                setting: CaseSetting(
                  technology: recipe.technologyKeys[point.technology], seed: recipe.seed,
                  array: before + array + 1, cycle: cycle, read: read,
                  time: isVaried ? point.time ?? technology.read.time : nil,
                  arrangement: point.arrangement, readMode: point.mode),
                technology: technology, block: block,
                place: PlannedCase.Place(block: number, size: point.size, array: array),
                kind: kind))
          }
        }
      }
    }
  }

  /// The part of a case's name before the number of its array.
  private func prefix(
    of block: SuiteRecipe.Block, _ technology: Technology, at point: Point
  ) -> String {
    let variation =
      switch block.variation?.distribution {
      case nil: technology.isVaried ? "fabricated" : "exact"
      case .some(.none): "exact"
      case .some(let distribution): distribution.rawValue.filter { $0 != "-" }
      }
    let extent = block.sizes[point.size]
    var words = [
      recipe.namesTechnologies
        ? recipe.technologyKeys[point.technology] : technology.cell.device.name,
      "\(extent.rows)x\(extent.columns)",
      block.programming.resolved(for: technology).slug, variation,
    ]
    if point.arrangement != .plain { words.append(point.arrangement.rawValue) }
    words += technology.read.mode.words(comparedWith: technologies[point.technology].read.mode)
    if let rows = block.drivenRows { words.append("\(rows)driven") }
    if block.transient != nil { words.append("transient") }
    if let time = point.time { words.append("at\(time.plainDescription)s") }
    return words.joined(separator: "-")
  }
}

extension ReadMode {
  /// The words of a name that say how this mode differs from the standard and from another one.
  fileprivate func words(comparedWith own: ReadMode) -> [String] {
    var words: [String] = []
    if unselectedRows != .grounded || own.unselectedRows != .grounded {
      words.append(unselectedRows.rawValue)
    }
    if driveSide != .single || own.driveSide != .single { words.append(driveSide.rawValue) }
    if senseSide != .bottom || own.senseSide != .bottom { words.append(senseSide.rawValue) }
    return words
  }
}

extension Double {
  /// The number without a fraction of zero, as names have it: `3600`, `1e-06`, `2p5`.
  fileprivate var plainDescription: String {
    let text = self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)"
    return text.replacing(".", with: "p")
  }
}

extension SuiteRecipe.Block {
  /// What a technology does not allow this block to ask for; nil if all is well.
  fileprivate func conflict(with technology: Technology) -> (found: String, accepted: String)? {
    if let reason = transient?.refusal(of: technology) {
      return (reason, "a technology with transients, or no table [cases.transient]")
    }
    guard variation == nil else { return nil }
    let model = technology.variation
    let programs =
      technology.variation.programming.distribution != .none || model.drift != nil
      || model.relaxation != nil
    if cycles > 1, !programs {
      return ("\(cycles) cycles, which are all alike", "1; the technology programs exactly")
    }
    if reads > 1, model.readNoise == nil {
      return ("\(reads) reads, which are all alike", "1; the technology has no read noise")
    }
    guard let times else { return nil }
    for time in times {
      if let refusal = model.refusal(ofTime: time, at: technology.read.temperature) {
        return ("time_second: \(refusal.found)", refusal.accepted)
      }
    }
    return nil
  }
}
