//! *A moment is a date, or a date with a time*, as files write them.

/// `written` as `YYYY-MM-DD` or as a time of RFC 3339; `None` where it is neither.
///
/// Known are `2026-03-01`, `2026/03/01`, `20260301`, each also with a time after `T` or a
/// space. A time without a zone is not known well enough: only its date is kept.
pub(super) fn moment(written: &str) -> Option<String> {
    let written = written.trim();
    let bytes = written.as_bytes();
    let digits = |from: usize, to: usize| -> Option<u32> {
        let part = bytes.get(from..to)?;
        part.iter().all(u8::is_ascii_digit).then_some(())?;
        written.get(from..to)?.parse().ok()
    };
    let year = digits(0, 4)?;
    let (month, day, end) = match bytes.get(4)? {
        separator @ (b'-' | b'/') if bytes.get(7) == Some(separator) => {
            (digits(5, 7)?, digits(8, 10)?, 10)
        }
        _ => (digits(4, 6)?, digits(6, 8)?, 8),
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    match bytes.get(end) {
        None => Some(date),
        Some(b'T' | b't' | b' ') => match time(written.get(end + 1..)?) {
            Some(time) => Some(format!("{date}T{time}")),
            None => Some(date),
        },
        Some(_) => None,
    }
}

/// A time of RFC 3339 with its zone: `06:00:00Z`, `06:00:00.5+01:00`. Seconds may be missing,
/// the zone's colon too.
fn time(written: &str) -> Option<String> {
    let bytes = written.as_bytes();
    let two = |at: usize, most: u32| -> Option<&str> {
        let part = written.get(at..at + 2)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        part.parse::<u32>().ok().filter(|number| *number <= most).map(|_| part)
    };
    let (hours, minutes) = (two(0, 23)?, two(3, 59)?);
    (bytes.get(2) == Some(&b':')).then_some(())?;
    let (seconds, mut at) = if bytes.get(5) == Some(&b':') { (two(6, 60)?, 8) } else { ("00", 5) };
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        at += bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let zone = written.get(at..)?.trim_start();
    let zone = match zone.as_bytes().first()? {
        b'Z' | b'z' if zone.len() == 1 => "Z".to_owned(),
        b'U' | b'G' if matches!(zone, "UTC" | "GMT") => "Z".to_owned(),
        b'+' | b'-' => {
            let figures: String = zone[1..].chars().filter(|glyph| *glyph != ':').collect();
            let plain = figures.len() == 4 && figures.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| format!("{}{}:{}", &zone[..1], &figures[..2], &figures[2..]))?
        }
        _ => return None,
    };
    Some(format!("{hours}:{minutes}:{seconds}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn dates_and_times_have_one_form() {
        let of = |written: &str| moment(written).unwrap_or_default();
        assert_eq!(of("2026-03-01"), "2026-03-01");
        assert_eq!(of(" 2026/03/01 "), "2026-03-01");
        assert_eq!(of("20260301"), "2026-03-01");
        assert_eq!(of("2026-03-01T06:05:04Z"), "2026-03-01T06:05:04Z");
        assert_eq!(of("2026-03-01 06:05:04.123+0100"), "2026-03-01T06:05:04+01:00");
        assert_eq!(of("2026-03-01 06:05:04"), "2026-03-01");
        assert_eq!(of("2026-03-01T06:05-05:00"), "2026-03-01T06:05:00-05:00");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for written in ["", "March 1", "2026", "2026-13-01", "2026-03-41", "2026-03-01x", "1٣2"] {
            assert_eq!(moment(written), None, "{written}");
        }
    }
}
