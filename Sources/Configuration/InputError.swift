/// What went wrong, in the terms of the exit status that a program ends with.
public enum FailureCategory: Sendable, Equatable {
  /// The command line asks for something that does not exist.
  case usage
  /// A file or an array is not what it must be.
  case malformedInput
  /// A library, a worker or a file that must exist is missing or failed.
  case unavailable
  /// What was computed is not accurate enough to be accepted.
  case outsideTolerance
  /// A defect of this package.
  case defect
}

/// An error that knows which kind of failure it is and says so in one readable line.
public protocol CategorizedError: Error, CustomStringConvertible, Sendable {
  /// The kind of the failure; it decides the exit status.
  var category: FailureCategory { get }
}

/// Input that is refused: where it was found, what was found, and what is accepted.
public struct InputError: CategorizedError, Equatable {
  /// The file or the argument that holds the input.
  public var source: String
  /// The line, key or array inside the source, such as `line 3, key wires.row`.
  public var location: String?
  /// What was found there.
  public var found: String
  /// What would have been accepted.
  public var accepted: String?

  /// Creates a refusal.
  public init(source: String, location: String? = nil, found: String, accepted: String? = nil) {
    self.source = source
    self.location = location
    self.found = found
    self.accepted = accepted
  }

  /// The input is malformed.
  public var category: FailureCategory { .malformedInput }

  /// The source, the location, what was found and what is accepted, in one line.
  public var description: String {
    var text = source
    if let location { text += ": \(location)" }
    text += ": \(found)"
    if let accepted { text += "; accepted: \(accepted)" }
    return text
  }
}

/// Something that the work needs and that is not there: a file, a library, a worker, disk space.
public struct UnavailableError: CategorizedError, Equatable {
  /// What is missing or has failed.
  public var subject: String
  /// Why, and what to try.
  public var reason: String

  /// Creates an error that names the missing thing and the reason.
  public init(_ subject: String, reason: String) {
    self.subject = subject
    self.reason = reason
  }

  /// The thing is unavailable.
  public var category: FailureCategory { .unavailable }

  /// The subject and the reason, in one line.
  public var description: String { "\(subject): \(reason)" }
}

/// A command line that asks for something that cannot be done.
public struct UsageError: CategorizedError, Equatable {
  /// What is wrong, and what to write in its place.
  public var description: String

  /// Creates an error from its one-line explanation.
  public init(_ description: String) {
    self.description = description
  }

  /// The command line is wrong.
  public var category: FailureCategory { .usage }
}
