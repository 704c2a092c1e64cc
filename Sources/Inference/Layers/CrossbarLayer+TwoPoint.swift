internal import Crossbars
internal import Execution
internal import LinearAlgebra
internal import Networks

extension CrossbarLayer {
  /// The arrays of a group as two-point members in integers; nil if they are anything else, or if integers are too
  /// coarse for them.
  ///
  /// - Parameters:
  ///   - sections: The sections of the group.
  ///   - group: The group.
  /// - Returns: The group, or nil.
  func twoPointIntegers(of sections: [LayerArrays.Section], group: Int) -> TwoPointLayer? {
    packed([(group, sections)], precisions: TwoPointPacking.Precision.all).map {
      layer($0.sections[0], $0.packing, $0.parts[0], group: group)
    }
  }

  /// The arrays of all groups of a layer with a channel a group, with functions that all of them share; nil for other
  /// layers, and if they are anything else than two-point members or integers are too coarse for them.
  ///
  /// - Parameter arrays: The arrays.
  /// - Returns: The layer, group by group and at once, or nil.
  func twoPointChannels(of arrays: LayerArrays) -> LayerIntegers? {
    let inputs = arrays.groups.indices.map(prepared.inputConverter(ofGroup:))
    guard let window = channelWindow, let input = inputs.first,
      inputs.allSatisfy({
        $0.isBipolar == input.isBipolar && $0.fullScale == input.fullScale
          && $0.streamBits == input.streamBits && $0.streamCount == input.streamCount
      }), arrays.groups.indices.allSatisfy(takesCodes(group:)),
      let (packing, parts, sections) = packed(
        arrays.groups.enumerated().map { ($0, $1) },
        precisions: TwoPointPacking.Precision.all.filter { !$0.areChangesFitted }),
      let all = TwoPointChannels(
        sections, functions: packing.functions, window: window, streamBits: input.streamBits,
        isDifference: parts[0].first?.isDifference ?? false, isFine: packing.form.isFine)
    else { return nil }
    return LayerIntegers(
      groups: sections.enumerated().map { layer($1, packing, parts[$0], group: $0) }, all: all)
  }

  /// Packs groups with functions that all of them share, with as little precision as is fine for every section.
  ///
  /// - Parameters:
  ///   - groups: The groups with their sections; all have the codes of the first.
  ///   - precisions: From the fastest to the finest.
  /// - Returns: For each group what is read and how it is packed; nil if arrays are anything else than two-point
  ///   members, or if integers are too coarse for one.
  private func packed(
    _ groups: [(group: Int, sections: [LayerArrays.Section])],
    precisions: [TwoPointPacking.Precision]
  ) -> (
    packing: TwoPointPacking, parts: [[TwoPointPacking.Part]], sections: [[TwoPointSection]]
  )? {
    guard let first = groups.first else { return nil }
    let input = prepared.inputConverter(ofGroup: first.group)
    let codes = (input.isBipolar ? -input.fullScale : 0)...input.fullScale
    var reading = TwoPointReading(codes.map { Double($0) * prepared.scale.volts })
    var parts: [[TwoPointPacking.Part]] = []
    for (group, sections) in groups {
      var own: [TwoPointPacking.Part] = []
      for (index, section) in sections.enumerated() {
        guard let conversions = conversions(of: section, group: group, index: index),
          let part = reading.part(section, conversions: conversions)
        else { return nil }
        own.append(part)
      }
      parts.append(own)
    }
    var probes = parts.map { [Probe?](repeating: nil, count: $0.count) }
    var tried: TwoPointPacking.Form?
    precisions: for precision in precisions {
      guard
        let packing = TwoPointPacking(
          Array(parts.joined()), codes: codes, scale: prepared.scale,
          outputs: prepared.matrix.outputs, precision: precision)
      else { return nil }
      if packing.form == tried { continue }
      tried = packing.form
      var found: [[TwoPointSection]] = []
      for (index, own) in parts.enumerated() {
        guard
          let sections = packedSections(
            packing, own, &probes[index],
            input: prepared.inputConverter(ofGroup: groups[index].group))
        else { continue precisions }
        found.append(sections)
      }
      return (packing, parts, found)
    }
    return nil
  }

  /// Vectors that a section is judged by, and what its arrays make of them in steps.
  private struct Probe {
    let vectors: ProbeVectors
    let steps: Matrix
  }

  /// The sections of a group in the functions of a packing; nil if integers are too coarse for one.
  private func packedSections(
    _ packing: TwoPointPacking, _ parts: [TwoPointPacking.Part], _ probes: inout [Probe?],
    input: InputConverter
  ) -> [TwoPointSection]? {
    var found: [TwoPointSection] = []
    var waiting: [TwoPointSection.Columns] = []
    for (index, part) in parts.enumerated() {
      let columns = packing.columns(of: part)
      // What the arrays give is the same for every precision.
      probes[index] = probes[index] ?? probe(part, input: input)
      guard let probe = probes[index], isFine(columns, of: part, packing, probe, input: input)
      else { return nil }
      waiting += columns
      // Columns of both signs are read one after another.
      guard part.sides.count == 2 || waiting.count == prepared.converterKinds else { continue }
      found.append(
        TwoPointSection(rows: part.section.rows, moments: packing.moments(part), kinds: waiting))
      waiting = []
    }
    return found
  }

  /// A group whose sections were found.
  private func layer(
    _ sections: [TwoPointSection], _ packing: TwoPointPacking, _ parts: [TwoPointPacking.Part],
    group: Int
  ) -> TwoPointLayer {
    TwoPointLayer(
      sections, functions: packing.functions,
      geometry: CodeGeometry(window: prepared.matrix.window, inputs: prepared.matrix.inputs),
      outputs: prepared.matrix.outputs,
      streamBits: prepared.inputConverter(ofGroup: group).streamBits,
      isDifference: parts.first?.isDifference ?? false, isFine: packing.form.isFine)
  }

  /// How many of the currents that a section is judged by its converters must not clip.
  private static let leastJudged = 0.25

  /// Reads a section; nil if its arrays cannot be.
  private func probe(_ part: TwoPointPacking.Part, input: InputConverter) -> Probe? {
    func probe(_ kinds: [ProbeVectors.Kind]) -> Probe? {
      let vectors = ProbeVectors(
        kinds, rows: part.section.rows, inputs: prepared.matrix.inputs,
        range: (input.isBipolar ? -input.fullScale : 0)...input.fullScale)
      let steps = try? vectors.codes.withUnsafeBufferPointer {
        try part.section.exactSteps(rowCodes($0, vectors.count), scale: prepared.scale)
      }
      return steps.map { Probe(vectors: vectors, steps: $0) }
    }
    guard let spread = probe([.spread]) else { return nil }
    let spans = part.sides[0].spans
    var (flowing, held) = (0, 0)
    for vector in 0..<spread.vectors.count {
      for output in 0..<prepared.matrix.outputs where spread.steps[vector, output] != 0 {
        flowing += 1
        let steps = spread.steps[vector, output] / spans[output].step
        held += spans[output].steps.contains(steps) ? 1 : 0
      }
    }
    // Ranges for inputs of few rows hold nothing of what many rows give.
    return Double(held) < Self.leastJudged * Double(flowing) ? probe([.spread, .few]) : spread
  }

  /// Whether a section in integers gives the currents of its arrays, on vectors of several kinds.
  private func isFine(
    _ columns: [TwoPointSection.Columns], of part: TwoPointPacking.Part,
    _ packing: TwoPointPacking, _ probe: Probe, input: InputConverter
  ) -> Bool {
    let (inputs, outputs) = (prepared.matrix.inputs, prepared.matrix.outputs)
    let largest = Float(input.fullScale)
    /// The mean square of how far columns are from what they should be, in steps of their finest converters.
    func moved(_ sides: [Int], wanted: (Int) -> Int) -> Double {
      let spans = sides.map { part.sides[$0].spans }
      let probed = zip(sides, spans).map { side, spans in
        columns[side].converted(by: [
          spans.prefix(outputs).map {
            // Currents in small parts of steps.
            IntegerSection.Conversion(
              step: Float($0.step) / 256, lowest: -0x1p21, highest: 0x1p21, worth: 0x1p-8)
          }
        ])
      }
      let layer = TwoPointLayer(
        [
          TwoPointSection(
            rows: part.section.rows, moments: packing.moments(part), kinds: probed)
        ], functions: packing.functions, geometry: CodeGeometry(window: nil, inputs: inputs),
        outputs: outputs, streamBits: input.streamBits, isDifference: sides.count == 2,
        isFine: packing.form.isFine)
      let found = try? layer.product(
        LayerInputs(Tensor(shape: [probe.vectors.count, inputs], elements: probe.vectors.codes)),
        converter: CodeConverter(step: 1, codes: (input.isBipolar ? -largest : 0)...largest),
        factors: [Float](repeating: 1, count: outputs))
      guard let currents = found else { return .infinity }
      // What is beyond the range of a converter is clipped either way; where all is, nothing is known.
      var (squares, count, clipped) = (0.0, 0, 0)
      for vector in 0..<probe.vectors.count {
        for output in 0..<outputs {
          let span = spans[0][output]
          let wanted = probe.steps[vector, wanted(output)] / span.step
          guard span.steps.contains(wanted) else {
            clipped += 1
            continue
          }
          let moved = Double(currents[vector * outputs + output]) - wanted
          squares += moved * moved
          count += wanted == 0 ? 0 : 1
        }
      }
      return count > 0 ? squares / Double(count) : clipped > 0 || squares > 0 ? .infinity : 0
    }
    let most = packing.mostMoved * packing.mostMoved
    if part.isDifference { return moved([0, 1]) { $0 } <= most }
    let corrections = part.section.corrections
    return moved([0]) { $0 } <= most
      && (corrections.isEmpty || moved([1]) { corrections[$0].column } <= most)
  }
}
