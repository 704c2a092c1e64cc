internal import Records

extension Mapping {
  /// Two keys that do not fit each other.
  struct Contradiction {
    /// The key that is refused.
    let key: String
    /// What it holds, and what speaks against it.
    let found: String
    /// What it may hold.
    let accepted: String
  }

  /// The first key that another one forbids; nil if all fit.
  var contradiction: Contradiction? {
    if gain == .reference && !hasReferenceColumn {
      return Contradiction(
        key: "calibration.gain", found: "\"reference\", but the arrays have no reference columns",
        accepted: "\"none\" | \"layer\" | \"column\", or encoding = \"offset\" with such columns")
    }
    if outputs.range != .calibrated {
      if outputs.scale == .column {
        return Contradiction(
          key: "adc.scale", found: "\"column\", but adc.range gives all columns one range",
          accepted: "no such key, or range = \"calibrated\"")
      }
      if outputs.bits == 0 {
        return Contradiction(
          key: "adc.range", found: "a range, but adc.bits = 0 converts nothing",
          accepted: "no such key, or bits of 1 to \(Self.converterBits.upperBound)")
      }
    }
    if hasBinaryWeights && weights.encoding == .offset {
      return Contradiction(
        key: "weights.bits", found: "1, the sign alone, but one column has no sign",
        accepted: "encoding = \"differential\", or 2 to \(Self.weightBits.upperBound)")
    }
    guard weights.encoding == .offset else {
      if weights.zero != .middle {
        return Contradiction(
          key: "weights.zero",
          found: "\"\(weights.zero.rawValue)\", but pairs of arrays raise no weight",
          accepted: "no such key, or encoding = \"offset\"")
      }
      if let reference = weights.reference {
        return Contradiction(
          key: "weights.reference",
          found: "\"\(reference.rawValue)\", but pairs of arrays raise no weight",
          accepted: "no such key, or encoding = \"offset\"")
      }
      if let columns = weights.columnsPerReference {
        return Contradiction(
          key: "weights.columns_per_reference", found: "\(columns), but pairs of arrays have none",
          accepted: "no such key, or encoding = \"offset\"")
      }
      return nil
    }
    if reference == .dummy && weights.zero == .column {
      return Contradiction(
        key: "weights.reference",
        found: "\"dummy\", but one column cannot hold the zeros of all others",
        accepted: "\"unit\" | \"digital\", or another zero")
    }
    if reference == .digital && weights.zero == .tile {
      return Contradiction(
        key: "weights.reference",
        found: "\"digital\", but every array has its own zero",
        accepted: "\"dummy\" | \"unit\", or another zero")
    }
    if let columns = weights.columnsPerReference, reference == .digital {
      return Contradiction(
        key: "weights.columns_per_reference",
        found: "\(columns), but the digital reference takes no column",
        accepted: "no such key, or reference = \"dummy\" | \"unit\"")
    }
    if outputs.reads == .difference && reference != .dummy {
      return Contradiction(
        key: "adc.reads",
        found: "\"difference\", but \(reference?.rawValue ?? "no") reference has the current of a "
          + "weight of zero",
        accepted: "\"column\", or reference = \"dummy\"")
    }
    if hasReferenceColumn && tile.columns < 2 {
      return Contradiction(
        key: "tile.columns", found: "1, which the reference column takes",
        accepted: "2 to \(Self.tileExtents.upperBound)")
    }
    return nil
  }
}
