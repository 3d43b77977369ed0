//! `CompanyQuery`: which companies an operator looks for, a page at a time.

use crate::Company;

/// Which companies an operator looks for; those that fit everything that is given, in the order of realm and id.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompanyQuery<'a> {
    /// Only those whose name has this in it, or whose id or organisation code it is.
    pub search: Option<&'a str>,
    /// Only those that stand so, in the login type's word.
    pub status: Option<&'a str>,
    /// Only those of these ids.
    pub ids: Option<&'a [&'a str]>,
    /// Only those behind this realm and id: the page after another one's last.
    pub after: Option<(&'a str, &'a str)>,
    /// Greatest number of companies.
    pub limit: usize,
}

impl CompanyQuery<'_> {
    /// Whether a company fits, wherever its page is.
    pub fn fits(&self, company: &Company) -> bool {
        let Company { corp_id, name, org_code, status, .. } = company;
        let found = self.search.is_none_or(|sought| {
            let in_name = name.as_ref().is_some_and(|name| name.to_lowercase().contains(&sought.to_lowercase()));
            in_name || corp_id == sought || org_code.as_deref() == Some(sought)
        });
        let stands = self.status.is_none_or(|wanted| wanted == *status);
        found && stands && self.ids.is_none_or(|ids| ids.contains(&corp_id.as_str()))
    }

    /// The companies that fit out of all that there are.
    pub fn select(&self, mut all: Vec<Company>) -> Vec<Company> {
        all.sort_by(|one, other| (&one.realm, &one.corp_id).cmp(&(&other.realm, &other.corp_id)));
        let behind = |company: &Company| {
            self.after.is_none_or(|(realm, id)| (company.realm.as_str(), company.corp_id.as_str()) > (realm, id))
        };
        all.into_iter().filter(|company| self.fits(company) && behind(company)).take(self.limit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_the_one_before_ended_and_has_what_fits_alone() {
        let company = |realm: &str, id: &str, name: &str| {
            let mut company = Company::new(realm, id, "authorised");
            company.name = Some(name.to_owned());
            company
        };
        let all = vec![company("b", "1", "Aurora"), company("a", "2", "Borealis"), company("a", "1", "Auriga")];
        let ids = |query: CompanyQuery<'_>| {
            query.select(all.clone()).iter().map(|it| format!("{}{}", it.realm, it.corp_id)).collect::<Vec<_>>()
        };
        let query = CompanyQuery { limit: 2, ..CompanyQuery::default() };
        assert_eq!(ids(query), ["a1", "a2"]);
        assert_eq!(ids(CompanyQuery { after: Some(("a", "2")), ..query }), ["b1"]);
        assert_eq!(ids(CompanyQuery { search: Some("AUR"), ..query }), ["a1", "b1"]);
        assert_eq!(ids(CompanyQuery { search: Some("2"), ..query }), ["a2"]);
        assert_eq!(ids(CompanyQuery { status: Some("cancelled"), ..query }), Vec::<String>::new());
        assert_eq!(ids(CompanyQuery { ids: Some(&["1"]), ..query }), ["a1", "b1"]);
    }
}
